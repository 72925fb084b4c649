import { describe, expect, it } from 'vitest';
import { sendRaw } from '../helpers/webHost.ts';
import {
  also,
  bytes,
  type Case,
  drop,
  expectRefused,
  get,
  goodCall,
  host,
  hostName,
  line,
  reached,
} from './request.ts';

it('lets the request through that all the others are variations of', async () => {
  const answer = await sendRaw(host.port, bytes(goodCall()));
  expect(answer.status).toBe(200);
  expect(reached).toEqual(['connections.add']);
});

describe('refuses a Host', () => {
  it.each<Case>([
    ['of another name', hostName('example.com'), 421],
    ['that begins like ours', hostName('localhost.evil.com:PORT'), 421],
    ['that begins like our address', hostName('127.0.0.1.evil.com:PORT'), 421],
    ['that ends like ours', hostName('evil-localhost:PORT'), 421],
    ['with a trailing dot', hostName('localhost.:PORT'), 421],
    ['with a trailing dot after the address', hostName('127.0.0.1.:PORT'), 421],
    ['in upper case', hostName('LOCALHOST:PORT'), 421],
    ['without a port', hostName('127.0.0.1'), 421],
    ['of another port', hostName('127.0.0.1:1'), 421],
    ['whose port has a leading zero', hostName('127.0.0.1:0PORT'), 421],
    ['with user information', hostName('user@127.0.0.1:PORT'), 421],
    ['with a password', hostName('127.0.0.1:PORT@evil.com'), 421],
    ['of the IPv6 loopback', hostName('[::1]:PORT'), 421],
    ['of any address', hostName('0.0.0.0:PORT'), 421],
    ['in decimal', hostName('2130706433:PORT'), 421],
    ['in hexadecimal', hostName('0x7f000001:PORT'), 421],
    ['in short', hostName('127.1:PORT'), 421],
    ['of another loopback address', hostName('127.0.0.2:PORT'), 421],
    ['that is empty', hostName(''), [400, 421]],
    ['that is missing', drop('host'), 400],
    ['given twice', also(() => `Host: 127.0.0.1:${host.port}`), [400, 421]],
    ['given twice, the second of another site', also('Host: evil.com'), [400, 421]],
    ['that is a list', hostName('127.0.0.1:PORT, evil.com'), 421],
    ['with a path', hostName('127.0.0.1:PORT/'), 421],
    [
      'only forwarded',
      (parts) => (hostName('evil.com')(parts), also(() => `X-Forwarded-Host: 127.0.0.1:${host.port}`)(parts)),
      421,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});

describe('refuses a target', () => {
  it.each<Case>([
    ['in absolute form', line(() => `POST http://127.0.0.1:${host.port}/api/call/connections.add`), 400],
    ['in absolute form of another site', line('POST http://evil.com/api/call/connections.add'), 400],
    ['in absolute form over TLS', line(() => `POST https://127.0.0.1:${host.port}/api/call/connections.add`), 400],
    ['without a slash', line('POST api/call/connections.add'), 400],
    ['with two slashes', line('POST //api/call/connections.add'), 400],
    ['with a backslash', line('POST /api\\call\\connections.add'), 400],
    ['with a fragment', line('POST /api/call/connections.add#x'), 400],
    ['with an encoded letter', line('POST /api/call/connections%2eadd'), 400],
    ['with a NUL', line('POST /api/call/connections.add\0'), 400],
    ['with an encoded NUL', line('POST /api/call/connections.add%00'), 400],
    ['with a line break', line('POST /api/call/connections.add%0d%0aX: y'), 400],
    ['beyond ASCII', line('POST /api/call/connections.ådd'), 400],
    ['that is very long', line(`POST /api/call/${'a'.repeat(20_000)}`), [400, 414, 431]],
    ['that leaves the folder', get('/../package.json'), 400],
    ['that leaves the folder later', get('/assets/../../package.json'), 400],
    ['that leaves the folder, encoded', get('/%2e%2e/package.json'), 400],
    ['that leaves the folder, slash encoded', get('/..%2fpackage.json'), 400],
    ['that leaves the folder, encoded twice', get('/%252e%252e%252fpackage.json'), 400],
    ['that leaves the folder, overlong UTF-8', get('/%c0%ae%c0%ae/package.json'), 400],
    ['that leaves the folder by backslash', get('/..\\package.json'), 400],
    ['that leaves the folder by encoded backslash', get('/..%5cpackage.json'), 400],
    ['that begins at the root', get('//etc/passwd'), 400],
    ['of a drive', get('/C:/Windows/win.ini'), 400],
    ['of a file URL', get('file:///etc/passwd'), 400],
    ['of a hidden file', get('/.env'), 400],
    ['of a file with a NUL', get('/index.html%00.js'), 400],
    ['of a type that is not served', get('/secrets.pem'), 404],
    ['of the bare page', get('/index.html'), 404],
    ['that does not exist', get('/assets/none.js'), 404],
    ['of a folder', get('/assets/'), 404],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});
