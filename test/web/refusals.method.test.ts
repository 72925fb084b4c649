import { describe, it } from 'vitest';
import { also, body, type Case, expectRefused, get, line, method } from './request.ts';

describe('refuses a method', () => {
  it.each<Case>([
    ['GET on a call', get('/api/call/connections.add'), 405],
    ['GET with a body on a call', line('GET /api/call/connections.add'), 400],
    ['HEAD', (parts) => (method('HEAD')(parts), body('')(parts)), 405],
    ['HEAD on a page', line('HEAD /'), 405],
    ['PUT', method('PUT'), 405],
    ['DELETE', method('DELETE'), 405],
    ['PATCH', method('PATCH'), 405],
    ['OPTIONS', method('OPTIONS'), 405],
    ['OPTIONS of everything', line('OPTIONS *'), 405],
    ['TRACE', method('TRACE'), 405],
    ['TRACK', method('TRACK'), 400],
    ['CONNECT', line('CONNECT evil.com:443'), [0, 400, 405]],
    ['PROPFIND', method('PROPFIND'), 405],
    ['in lower case', method('post'), 400],
    ['with a letter more', method('POSTS'), 400],
    [
      'overridden by a header',
      (parts) => (get('/api/call/connections.add')(parts), also('X-HTTP-Method-Override: POST')(parts)),
      405,
    ],
    ['POST on the events', line('POST /api/events'), 405],
    ['POST on the page', line('POST /'), 405],
    ['POST on a file', line('POST /assets/index-abc.js'), 405],
    ['GET on the control address', get('/control/launch-token'), 401],
    ['an upgrade', also('Upgrade: websocket', 'Sec-WebSocket-Version: 13'), 400],
    ['HTTP/1.0', (parts) => (parts.line = 'POST /api/call/connections.add HTTP/1.0'), 505],
    ['HTTP/2 in clear', (parts) => (parts.line = 'PRI * HTTP/2.0'), [0, 400]],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});

describe('refuses headers', () => {
  it.each<Case>([
    ['that are too many', also(...Array.from({ length: 200 }, (_, index) => `X-${index}: y`)), 431],
    ['that are too many to be read', also(...Array.from({ length: 3_000 }, (_, index) => `X-${index}: y`)), 431],
    ['that are too large', also(`X-Large: ${'y'.repeat(20_000)}`), 431],
    ['with a NUL', also('X-A: b\0c'), 400],
    ['with a control character in the name', also('X\x01A: b'), 400],
    ['without a name', also(': b'), 400],
    ['that are no headers', also('nonsense'), 400],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});
