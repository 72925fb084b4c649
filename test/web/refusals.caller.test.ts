import { describe, it } from 'vitest';
import { also, type Case, cookie, drop, expectRefused, get, header, host, line, method, scraper } from './request.ts';

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

const bearer = (token: string | (() => string)) =>
  header('Authorization', () => `Bearer ${typeof token === 'string' ? token : token()}`);

describe('refuses the metrics', () => {
  it.each<Case>([
    ['to a session', get('/metrics'), 401],
    [
      'to a session that shows itself as a token',
      (parts) => (get('/metrics')(parts), bearer(() => cookie.split('=')[1] ?? '')(parts)),
      401,
    ],
    ['to a wrong token', (parts) => (get('/metrics')(parts), bearer('A'.repeat(43))(parts)), 401],
    ['to an empty token', (parts) => (get('/metrics')(parts), header('Authorization', 'Bearer ')(parts)), 401],
    ['to the token with one letter more', (parts) => (get('/metrics')(parts), bearer(() => `${scraper}A`)(parts)), 401],
    [
      'to the token with one letter less',
      (parts) => (get('/metrics')(parts), bearer(() => scraper.slice(0, -1))(parts)),
      401,
    ],
    [
      'to the token of another scheme',
      (parts) => (get('/metrics')(parts), header('Authorization', () => `Basic ${scraper}`)(parts)),
      401,
    ],
    [
      'to the token without a scheme',
      (parts) => (get('/metrics')(parts), header('Authorization', () => scraper)(parts)),
      401,
    ],
    [
      'to the token with something after it',
      (parts) => (get('/metrics')(parts), bearer(() => `${scraper} x`)(parts)),
      401,
    ],
    ['to the token in the query', (parts) => (drop('cookie')(parts), get(`/metrics?token=${scraper}`)(parts)), 401],
    [
      'to the token in a cookie',
      (parts) => (get('/metrics')(parts), header('Cookie', () => `lifeboat-${host.port}=${scraper}`)(parts)),
      401,
    ],
    [
      'to a launch token',
      (parts) => (get('/metrics')(parts), bearer(() => new URL(host.url).searchParams.get('token') ?? '')(parts)),
      401,
    ],
    [
      'to the token given twice',
      (parts) => (
        get('/metrics')(parts),
        bearer(() => scraper)(parts),
        also(() => `Authorization: Bearer ${scraper}`)(parts)
      ),
      400,
    ],
    [
      'to another page that has the token',
      (parts) => (get('/metrics')(parts), bearer(() => scraper)(parts), header('Origin', 'https://evil.com')(parts)),
      403,
    ],
    [
      'on another site that has the token',
      (parts) => (get('/metrics')(parts), bearer(() => scraper)(parts), header('Sec-Fetch-Site', 'cross-site')(parts)),
      403,
    ],
    [
      'by another name, with the token',
      (parts) => (get('/metrics')(parts), bearer(() => scraper)(parts), header('Host', 'evil.com')(parts)),
      421,
    ],
    ['posted for, with the token', (parts) => (line('POST /metrics')(parts), bearer(() => scraper)(parts)), 405],
    ['asked for with HEAD', (parts) => (line('HEAD /metrics')(parts), bearer(() => scraper)(parts)), 405],
    ['with a body', (parts) => (line('GET /metrics')(parts), bearer(() => scraper)(parts)), 400],
    [
      'in a folder, with the token',
      (parts) => (drop('cookie')(parts), get('/metrics/')(parts), bearer(() => scraper)(parts)),
      401,
    ],
    [
      'in upper case, with the token',
      (parts) => (drop('cookie')(parts), get('/METRICS')(parts), bearer(() => scraper)(parts)),
      401,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));

  it.each<Case>([
    ['a call', drop('cookie'), 401],
    ['the page', (parts) => (drop('cookie')(parts), get('/')(parts)), 401],
    ['the events', (parts) => (drop('cookie')(parts), get('/api/events')(parts)), 401],
    ['a launch address', (parts) => (drop('cookie')(parts), line('POST /control/launch-token')(parts)), 401],
  ])('and opens nothing else to their token: %s', (_name, change, status) =>
    expectRefused((parts) => (change(parts), bearer(() => scraper)(parts)), status),
  );
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
