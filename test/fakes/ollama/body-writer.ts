import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { FakeFault } from './types.ts';

/** Writes a body and applies the faults that concern bytes: resets, cuts, drips, odd framing. */
export class BodyWriter {
  readonly #response: ServerResponse;
  readonly #gone: AbortSignal;
  readonly #faults: readonly FakeFault[];
  readonly #reframe: Extract<FakeFault, { kind: 'reframe' }> | undefined;
  #sentBytes = 0;

  constructor(response: ServerResponse, faults: readonly FakeFault[], gone: AbortSignal) {
    this.#response = response;
    this.#faults = faults;
    this.#gone = gone;
    this.#reframe = faults.find((fault) => fault.kind === 'reframe');
    // Each write is its own segment, so that a piece arrives as a piece.
    response.socket?.setNoDelay(true);
  }

  /** One object of the stream. */
  line(value: unknown): Promise<void> {
    return this.text(JSON.stringify(value));
  }

  /** One line as it is; its line break is added. */
  async text(line: string): Promise<void> {
    this.#gone.throwIfAborted();
    const prefix = this.#sentBytes === 0 ? (this.#reframe?.prefix ?? '') : '';
    const bytes = Buffer.from(prefix + line + (this.#reframe?.lineBreak ?? '\n'));
    const limit = this.#faults.find((fault) => fault.kind === 'reset' || fault.kind === 'cut');
    if (limit && this.#sentBytes + bytes.length >= limit.afterBytes) {
      await this.#send(bytes.subarray(0, Math.max(0, limit.afterBytes - this.#sentBytes)));
      await this.#sever(limit.kind);
    }
    await this.#send(bytes);
  }

  async #send(bytes: Buffer): Promise<void> {
    const slow = this.#faults.find((fault) => fault.kind === 'slow');
    const pieceBytes = slow ? 1 : this.#reframe?.pieceBytes;
    this.#sentBytes += bytes.length;
    if (pieceBytes === undefined) return this.#write(bytes);
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      await this.#write(bytes.subarray(start, start + pieceBytes));
      if (slow) await sleep(1_000 / slow.bytesPerSecond, undefined, { signal: this.#gone });
      else await nextTurn(undefined, { signal: this.#gone });
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0 || this.#response.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const onGone = (): void => reject(this.#gone.reason);
      this.#gone.addEventListener('abort', onGone, { once: true });
      this.#response.once('drain', () => {
        this.#gone.removeEventListener('abort', onGone);
        resolve();
      });
    });
  }

  /** Never returns: the connection is gone. */
  async #sever(how: 'reset' | 'cut'): Promise<never> {
    const { socket } = this.#response;
    // What was written must be on the wire first: a reset discards unsent bytes.
    await sleep(5);
    if (how === 'reset') socket?.resetAndDestroy();
    else socket?.end();
    throw new Error(`fault: ${how}`);
  }
}
