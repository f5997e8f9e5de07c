import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';

/** Child processes of the relay bench: a model server that floods, and a client that takes frames. */

const LINES_A_WRITE_COUNT = 500;

export interface FloodServer {
  readonly type: 'listening';
  readonly port: number;
}

if (process.argv[2] === 'model') runModelServer(Number(process.argv[3]));
if (process.argv[2] === 'client') runClient(process.argv[3] ?? '');

/** Answers every chat with this many one-word tokens as fast as the socket takes them. */
function runModelServer(tokenCount: number): void {
  const line = `${JSON.stringify({
    model: 'flood',
    created_at: '2026-01-01T00:00:00.123456789Z',
    message: { role: 'assistant', content: ' x' },
    done: false,
  })}\n`;
  const some = Buffer.from(line.repeat(LINES_A_WRITE_COUNT));
  const last = `${JSON.stringify({ message: { content: '' }, done: true, done_reason: 'stop' })}\n`;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url !== '/api/chat') {
      response.end('{"capabilities":["completion"]}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    let sentCount = 0;
    const pump = (): void => {
      while (sentCount < tokenCount) {
        sentCount += LINES_A_WRITE_COUNT;
        if (!response.write(some)) {
          response.once('drain', pump);
          return;
        }
      }
      response.end(last);
    };
    pump();
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
  });
  process.once('disconnect', () => process.exit(0));
}

/** Takes frames and answers `end` with `end`. */
function runClient(url: string): void {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('message', (data: Buffer) => {
    if (data.length === 3) socket.send('end');
  });
  process.once('disconnect', () => process.exit(0));
}
