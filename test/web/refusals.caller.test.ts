import { describe, it } from 'vitest';
import { also, type Case, cookie, drop, expectRefused, get, header, host, line, method } from './request.ts';

describe('refuses a credential', () => {
  it.each<Case>([
    ['that is missing', drop('cookie'), 401],
    ['that is missing for a page', (parts) => (get('/')(parts), drop('cookie')(parts)), 401],
    ['that is missing for a file', (parts) => (get('/assets/index-abc.js')(parts), drop('cookie')(parts)), 401],
    ['that is missing for the events', (parts) => (get('/api/events')(parts), drop('cookie')(parts)), 401],
    ['that is missing for what does not exist', (parts) => (get('/nothing')(parts), drop('cookie')(parts)), 401],
    ['that is wrong', header('Cookie', () => `lifeboat-${host.port}=${'A'.repeat(43)}`), 401],
    ['that is empty', header('Cookie', () => `lifeboat-${host.port}=`), 401],
    ['with one letter more', header('Cookie', () => `${cookie}A`), 401],
    ['with one letter less', header('Cookie', () => cookie.slice(0, -1)), 401],
    ['in the cookie of another port', header('Cookie', () => cookie.replace(String(host.port), '1')), 401],
    ['in a cookie of another name', header('Cookie', () => cookie.replace('lifeboat', 'session')), 401],
    ['given twice', header('Cookie', () => `${cookie}; ${cookie}`), 401],
    ['in two headers', also(() => `Cookie: ${cookie}`), 400],
    [
      'with a token in a call',
      (parts) => (
        drop('cookie')(parts),
        line(() => `POST /api/call/connections.add?${new URL(host.launchUrl()).search.slice(1)}`)(parts)
      ),
      401,
    ],
    [
      'with a token for the events',
      (parts) => (drop('cookie')(parts), get(`/api/events?${new URL(host.launchUrl()).search.slice(1)}`)(parts)),
      401,
    ],
    [
      'with a token posted',
      (parts) => (drop('cookie')(parts), line(() => `POST /?${new URL(host.launchUrl()).search.slice(1)}`)(parts)),
      401,
    ],
    ['with a wrong token', (parts) => (drop('cookie')(parts), get(`/?token=${'A'.repeat(43)}`)(parts)), 401],
    ['with an empty token', (parts) => (drop('cookie')(parts), get('/?token=')(parts)), 401],
    ['with a token that was used', (parts) => (drop('cookie')(parts), get(`/${new URL(host.url).search}`)(parts)), 401],
    ['of a proxy', (parts) => (drop('cookie')(parts), also('Authorization: Basic YWRtaW46YWRtaW4=')(parts)), 401],
    ['of a session on the control address', line('POST /control/launch-token'), 401],
    [
      'of another on the control address',
      (parts) => (line('POST /control/launch-token')(parts), also(`Authorization: Bearer ${'A'.repeat(43)}`)(parts)),
      401,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});

describe('refuses another page', () => {
  it.each<Case>([
    ['by its origin', header('Origin', 'https://evil.com'), 403],
    ['without an origin of its own', header('Origin', 'null'), 403],
    ['with an empty origin', header('Origin', ''), 403],
    ['of our host over TLS', header('Origin', () => `https://127.0.0.1:${host.port}`), 403],
    ['of another port', header('Origin', 'http://127.0.0.1:1'), 403],
    ['of our other name', header('Origin', () => `http://localhost:${host.port}`), 403],
    ['that begins like ours', header('Origin', () => `http://127.0.0.1:${host.port}.evil.com`), 403],
    ['in upper case', header('Origin', () => `HTTP://127.0.0.1:${host.port}`), 403],
    ['with a path', header('Origin', () => `http://127.0.0.1:${host.port}/`), 403],
    ['given twice', also('Origin: https://evil.com'), 400],
    ['by its site', header('Sec-Fetch-Site', 'cross-site'), 403],
    ['on another port of this machine', header('Sec-Fetch-Site', 'same-site'), 403],
    ['with a site that is none', header('Sec-Fetch-Site', 'unknown'), 403],
    [
      'that links to the launch address',
      (parts) => (get('/')(parts), header('Sec-Fetch-Site', 'cross-site')(parts)),
      403,
    ],
    [
      'that listens to the events',
      (parts) => (get('/api/events')(parts), header('Sec-Fetch-Site', 'cross-site')(parts)),
      403,
    ],
    [
      'that embeds a script',
      (parts) => (get('/assets/index-abc.js')(parts), header('Sec-Fetch-Site', 'cross-site')(parts)),
      403,
    ],
    ['that cannot set our header', drop('x-lifeboat'), 403],
    ['that sets our header to something else', header('X-Lifeboat', '0'), 403],
    [
      'that asks before it calls',
      (parts) => (method('OPTIONS')(parts), also('Access-Control-Request-Method: POST')(parts)),
      405,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});
