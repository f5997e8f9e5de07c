import { once } from 'node:events';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../engine/protocol/messages.ts';
import { openSocket } from '../../test/fakes/protocol-client.ts';

/** A client in a separate process, so that it reads its socket while the engine works. */

/** When the first bullet of an answer came, once the answer is complete. */
export interface ClientChildMessage {
  readonly kind: 'ready' | 'answered' | 'failed';
  /** Nanoseconds of the machine's monotonic clock, which all processes share. */
  readonly atNs: string;
}

const [, , port = '', token] = process.argv;
const socket =
  token === undefined
    ? new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    : openSocket(Number(port), token);

let firstBulletNs: bigint | undefined;
socket.on('message', (data: Buffer) => {
  const nowNs = process.hrtime.bigint();
  if (data.includes('"welcome"')) report('ready', nowNs);
  else if (data.includes('"answer.extended"')) firstBulletNs ??= nowNs;
  else if (data.includes('"type":"failed"')) report('failed', nowNs);
  else if (data.includes('"answer.completed"') && firstBulletNs !== undefined) {
    report('answered', firstBulletNs);
    firstBulletNs = undefined;
  }
});
process.once('disconnect', () => process.exit(0));
await once(socket, 'open');
if (token === undefined) report('ready', process.hrtime.bigint());
else socket.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION }));

function report(kind: ClientChildMessage['kind'], atNs: bigint): void {
  process.send?.({ kind, atNs: String(atNs) } satisfies ClientChildMessage);
}
