import { createHash } from 'node:crypto';
import { openToRead } from '../base/open-to-read.ts';

const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file, lower-case hex; yields the bytes hashed so far and returns the digest. */
export async function* hashFile(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<number, string, undefined> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  let hashedBytes = 0;
  await using file = await openToRead(path);
  for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })) {
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
