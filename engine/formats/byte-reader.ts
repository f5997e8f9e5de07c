/** Takes counted bytes out of a stream of chunks of any size. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  readonly #totalBytes: number;
  #comingBytes: number;

  /** @param totalBytes after which the stream is over; infinite where its length is not known before its end. */
  constructor(chunks: AsyncIterable<Uint8Array>, totalBytes: number) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#totalBytes = totalBytes;
    this.#comingBytes = totalBytes;
  }

  /** How much has been taken; undefined where the stream's length is not known before its end. */
  get readRatio(): number | undefined {
    if (!Number.isFinite(this.#totalBytes)) return undefined;
    return 1 - (Math.max(0, this.#comingBytes) + this.#held.length) / Math.max(1, this.#totalBytes);
  }

  /** The next bytes, left in place; fewer than asked for only at the end of the stream. */
  async peek(countBytes: number): Promise<Buffer> {
    if (this.#held.length < countBytes) await this.#fill(countBytes);
    return this.#held.subarray(0, countBytes);
  }

  /** The next bytes; fewer than asked for only at the end of the stream. */
  async read(countBytes: number): Promise<Buffer> {
    const bytes = await this.peek(countBytes);
    this.#held = this.#held.subarray(bytes.length);
    return bytes;
  }

  /** @returns false when the stream ends first. */
  async skip(countBytes: number): Promise<boolean> {
    let leftBytes = countBytes;
    while (leftBytes > 0) {
      const passed = await this.read(Math.min(leftBytes, Math.max(1, this.#held.length)));
      if (passed.length === 0) return false;
      leftBytes -= passed.length;
    }
    return true;
  }

  /** All that is left, in chunks of any size. */
  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const bytes = await this.read(Math.max(1, this.#held.length));
      if (bytes.length === 0) return;
      yield bytes;
    }
  }

  async #fill(countBytes: number): Promise<void> {
    const parts: Uint8Array[] = [this.#held];
    let heldBytes = this.#held.length;
    while (heldBytes < countBytes && this.#comingBytes > 0) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        this.#comingBytes = 0;
      } else {
        parts.push(next.value);
        heldBytes += next.value.byteLength;
        this.#comingBytes -= next.value.byteLength;
      }
    }
    this.#held = Buffer.concat(parts);
  }
}
