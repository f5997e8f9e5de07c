import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file, lower-case hex; yields the bytes hashed so far and returns the digest. */
export async function* hashFile(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<number, string, undefined> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  let hashedBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
    hashedBytes += (chunk as Buffer).byteLength;
    yield hashedBytes;
  }
  return hash.digest('hex');
}

/** SHA-256 of a file, lower-case hex. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const steps = hashFile(path, signal);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return step.value;
}
