import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { handshake } from './raw-request.ts';

/** An open WebSocket that speaks bytes, so that a test can break every rule of framing. */
export interface RawSocket {
  readonly socket: Socket;
  /** The code of the server's close frame, or 0 when it just hung up. */
  readonly closeCode: Promise<number>;
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
  const closeCode = new Promise<number>((resolve) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const code = closeCodeOf(received);
      if (code !== undefined) {
        resolve(code);
        socket.destroy();
      }
    });
    socket.on('close', () => resolve(0));
  });
  return { socket, closeCode };
}

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

/** Walks the server's frames (never masked) up to a close frame. */
function closeCodeOf(received: Buffer): number | undefined {
  let at = 0;
  while (at + 2 <= received.byteLength) {
    const opcode = (received[at] ?? 0) & 0x0f;
    const short = (received[at + 1] ?? 0) & 0x7f;
    const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (at + headBytes > received.byteLength) return undefined;
    const bytes =
      short === 127
        ? Number(received.readBigUInt64BE(at + 2))
        : short === 126
          ? received.readUInt16BE(at + 2)
          : short;
    if (opcode === 8 && at + headBytes + 2 <= received.byteLength)
      return received.readUInt16BE(at + headBytes);
    at += headBytes + bytes;
  }
  return undefined;
}
