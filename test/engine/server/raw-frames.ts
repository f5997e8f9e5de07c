import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { handshake } from './raw-request.ts';

/** An open WebSocket that speaks bytes, so that a test can break every rule of framing. */
export interface RawSocket {
  readonly socket: Socket;
  /** The code of the server's close frame, 1005 when it has none, or 0 when it just hung up. */
  readonly closeCode: Promise<number>;
  /** What the server's pongs held so far. */
  readonly pongs: readonly string[];
}

export async function openRawSocket(port: number, token: string): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    handshake([
      ['Host', `127.0.0.1:${port}`],
      ['Sec-WebSocket-Protocol', `sotto.v1, token.${token}`],
    ]),
  );
  await once(socket, 'data');
  const pongs: string[] = [];
  const closeCode = new Promise<number>((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const { frames, rest } = framesOf(received);
      received = rest;
      pongs.push(...frames.filter(({ opcode }) => opcode === 10).map(({ payload }) => payload.toString()));
      const close = frames.find(({ opcode }) => opcode === 8);
      if (close) {
        resolve(close.payload.byteLength < 2 ? NO_CODE : close.payload.readUInt16BE());
        socket.destroy();
      }
    });
    socket.on('close', () => resolve(0));
  });
  return { socket, closeCode, pongs };
}

/** Of a close frame without a code. */
const NO_CODE = 1005;

interface FrameOptions {
  readonly opcode?: number;
  readonly isFinal?: boolean;
  readonly reservedBits?: number;
  readonly isMasked?: boolean;
  /** Said in the header instead of the true length. */
  readonly declaredBytes?: number;
}

/** A client frame; masked with zeros, so that the payload stands as it is. */
export function frame(payload: string | Uint8Array, options: FrameOptions = {}): Buffer {
  const { opcode = 1, isFinal = true, reservedBits = 0, isMasked = true } = options;
  const bytes = Buffer.from(payload);
  const lengthBytes = options.declaredBytes ?? bytes.byteLength;
  const maskBit = isMasked ? 0x80 : 0;
  const extended = Buffer.alloc(lengthBytes > 65_535 ? 8 : lengthBytes > 125 ? 2 : 0);
  if (extended.byteLength === 8) extended.writeBigUInt64BE(BigInt(lengthBytes));
  if (extended.byteLength === 2) extended.writeUInt16BE(lengthBytes);
  const shortLength = extended.byteLength === 8 ? 127 : extended.byteLength === 2 ? 126 : lengthBytes;
  const head = Buffer.from([(isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode, maskBit | shortLength]);
  return Buffer.concat([head, extended, Buffer.alloc(isMasked ? 4 : 0), bytes]);
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The server's whole frames (never masked), and what is left of the bytes. */
function framesOf(received: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = received;
  for (;;) {
    const short = (rest[1] ?? 0) & 0x7f;
    const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (rest.byteLength < headBytes) return { frames, rest };
    const lengths: Readonly<Record<number, () => number>> = {
      126: () => rest.readUInt16BE(2),
      127: () => Number(rest.readBigUInt64BE(2)),
    };
    const endBytes = headBytes + (lengths[short]?.() ?? short);
    if (rest.byteLength < endBytes) return { frames, rest };
    frames.push({ opcode: (rest[0] ?? 0) & 0x0f, payload: rest.subarray(headBytes, endBytes) });
    rest = rest.subarray(endBytes);
  }
}
