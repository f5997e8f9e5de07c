import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endResponse, readBody } from '../../../engine/server/http-body.ts';

const LIMIT_BYTES = 10;

test.each([
  ['', 'read 0'],
  ['x'.repeat(LIMIT_BYTES), 'read 10'],
  ['x'.repeat(LIMIT_BYTES + 1), 'too long'],
])('a body of %j is read up to its limit and no further', async (body, expected) => {
  const server = createServer((request, response) => {
    void readBody(request, LIMIT_BYTES).then((read) =>
      endResponse(response, 200, 'text/plain', read ? `read ${read.byteLength}` : 'too long'),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const reply = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body });
  expect([reply.headers.get('content-type'), await reply.text()]).toEqual(['text/plain', expected]);
  server.closeAllConnections();
  server.close();
});
