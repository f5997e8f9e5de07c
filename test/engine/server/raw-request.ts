import { connect } from 'node:net';

/** Sends bytes as they are, so that no client library mends them. @returns the whole answer. */
export function rawRequest(port: number, request: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').setTimeout(3_000, () => socket.destroy());
    socket.on('data', (chunk: string) => {
      answer += chunk;
      // An accepted handshake stays open: the head says all there is to know.
      if (answer.startsWith('HTTP/1.1 101') && answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
    socket.write(request);
  });
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

export function handshake(headers: readonly (readonly [string, string])[], requestPath = '/socket'): string {
  const lines = [
    `GET ${requestPath} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
