import { describe, it } from 'vitest';
import { ADD, also, body, bytes, type Case, drop, expectRefused, get, goodCall, header, line } from './request.ts';

describe('refuses a body', () => {
  it.each<Case>([
    ['of a form', header('Content-Type', 'application/x-www-form-urlencoded'), 415],
    ['of several parts', header('Content-Type', 'multipart/form-data; boundary=x'), 415],
    ['of text', header('Content-Type', 'text/plain'), 415],
    ['of text that says it is JSON', header('Content-Type', 'text/plain; application/json'), 415],
    ['of another JSON', header('Content-Type', 'application/json5'), 415],
    ['in another encoding of letters', header('Content-Type', 'application/json; charset=utf-16'), 415],
    ['without a type', drop('content-type'), 415],
    ['with two types', also('Content-Type: text/plain'), 400],
    ['that is compressed', also('Content-Encoding: gzip'), 415],
    ['that is declared too large', also('Content-Length: 262145'), 413],
    ['that is declared enormous', also('Content-Length: 99999999999'), 413],
    ['whose length overflows', also('Content-Length: 99999999999999999999999999'), 400],
    ['whose length is negative', also('Content-Length: -1'), 400],
    ['whose length is hexadecimal', also('Content-Length: 0x10'), 400],
    [
      'that is too large in chunks',
      (parts) => (
        also('Transfer-Encoding: chunked')(parts),
        body(`50000\r\n${' '.repeat(0x50_000)}\r\n0\r\n\r\n`)(parts)
      ),
      413,
    ],
    ['that comes too slowly', also('Content-Length: 1000'), 408],
    [
      'that is invited first and comes too slowly',
      (parts) => (also('Content-Length: 1000', 'Expect: 100-continue')(parts), body('')(parts)),
      408,
    ],
    ['that expects something else', also('Expect: a-miracle'), 417],
    ['that is empty', body(''), 400],
    ['that is no JSON', body('{'), 400],
    ['with a comment', body(`/* */ ${ADD}`), 400],
    ['with something after it', body(`${ADD} true`), 400],
    ['with a byte order mark', body(`\uFEFF${ADD}`), 400],
    ['that is no UTF-8', body(Buffer.from('{"name":"\xff"}', 'latin1')), 400],
    ['in UTF-16', body(Buffer.from(ADD, 'utf16le')), 400],
    ['with a NUL', body(`${ADD}\0`), 400],
    ['that is nested deeply', body(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 400],
    ['whose value is nested deeply', body(`{"name":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`), 400],
    ['with the key __proto__', body(`{"__proto__":{"name":"x"},${ADD.slice(1)}`), 400],
    ['with a hidden key __proto__', body(`{"\\u005f_proto__":{"name":"x"},${ADD.slice(1)}`), 400],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});

describe('refuses a smuggled request', () => {
  const hidden = () => bytes(goodCall()).toString('latin1');
  it.each<Case>([
    [
      'by length and chunks',
      (parts) => (also('Content-Length: 5', 'Transfer-Encoding: chunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by chunks and length',
      (parts) => (also('Transfer-Encoding: chunked', 'Content-Length: 5')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by two lengths',
      (parts) => (also('Content-Length: 2', 'Content-Length: 200')(parts), body(`{}${hidden()}`)(parts)),
      400,
    ],
    ['by a list of lengths', (parts) => (also('Content-Length: 2, 200')(parts), body(`{}${hidden()}`)(parts)), 400],
    [
      'by an unknown encoding',
      (parts) => (also('Transfer-Encoding: xchunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by an encoding hidden behind a tab',
      (parts) => (also('Transfer-Encoding\t: chunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by a folded header',
      (parts) => (also('X-A: b\r\n Transfer-Encoding: chunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by a bare line feed',
      (parts) => (also('X-A: b\nTransfer-Encoding: chunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    [
      'by a chunk size that is none',
      (parts) => (also('Transfer-Encoding: chunked')(parts), body(`zz\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
    ['behind a page', (parts) => (get('/')(parts), also('Content-Length: 5')(parts), body(hidden())(parts)), 400],
    [
      'behind a page in chunks',
      (parts) => (get('/')(parts), also('Transfer-Encoding: chunked')(parts), body(`0\r\n\r\n${hidden()}`)(parts)),
      400,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});

describe('refuses a call', () => {
  it.each<Case>([
    ['that does not exist', line('POST /api/call/nothing.at.all'), 404],
    ['of the prototype', line('POST /api/call/__proto__'), 404],
    ['of the constructor', line('POST /api/call/constructor'), 404],
    ['in another case', line('POST /api/call/Connections.Add'), 404],
    ['without a name', line('POST /api/call/'), 405],
    ['below a name', line('POST /api/call/connections.add/x'), 405],
    [
      'that writes a file where it is told',
      (parts) => (line('POST /api/call/catalog.copy')(parts), body('{"file":"/tmp/copy.db"}')(parts)),
      404,
    ],
    ['that would hold the page', (parts) => (line('POST /api/call/backups.take')(parts), body('{}')(parts)), 404],
    [
      'that names folders to search',
      (parts) => (line('POST /api/call/catalog.rebuild')(parts), body('{"dirs":["/etc"]}')(parts)),
      409,
    ],
    [
      'that names a folder to write to',
      (parts) => (
        line('POST /api/call/plans.add')(parts),
        body('{"name":"p","connection":"c","database":"d","dir":"/etc"}')(parts)
      ),
      409,
    ],
    ['that names a file to read', body(`{"sslrootcert":"/etc/shadow",${ADD.slice(1)}`), 409],
    [
      'that names a variable to send',
      body(`{"secret":{"kind":"env","variable":"AWS_SECRET_ACCESS_KEY"},${ADD.slice(1)}`),
      409,
    ],
  ])('%s', (_name, change, status) => expectRefused(change, status));
});
