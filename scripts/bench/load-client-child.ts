import { PROTOCOL_VERSION } from '../../engine/protocol/messages.ts';
import { openSocket } from '../../test/fakes/protocol-client.ts';

/** A client of the load in a separate process: notes when the first bullet of each turn came. */

/** Turn id and nanoseconds of the machine's monotonic clock, which all processes share. */
export type Arrivals = readonly (readonly [turnId: string, atNs: string])[];

const SETTLE_MS = 200;
const [, , port = '', token = ''] = process.argv;
const socket = openSocket(Number(port), token);
const arrivals = new Map<string, string>();

socket.on('open', () => socket.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION })));
socket.on('message', (data: Buffer) => {
  const nowNs = process.hrtime.bigint();
  if (data.includes('"welcome"')) process.send?.('ready');
  if (!data.includes('"answer.extended"')) return;
  const turnId = /"turnId":"([^"]+)"/.exec(data.toString('utf8'))?.[1] ?? '';
  if (!arrivals.has(turnId)) arrivals.set(turnId, String(nowNs));
});
// What is still on its way to this process gets here first.
process.on('message', () => setTimeout(() => process.send?.([...arrivals] satisfies Arrivals), SETTLE_MS));
process.once('disconnect', () => process.exit(0));
