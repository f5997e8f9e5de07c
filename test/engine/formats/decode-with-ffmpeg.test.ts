import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../../engine/base/find-program.ts';
import { decodeWithFfmpeg, type FfmpegInput } from '../../../engine/formats/decode-with-ffmpeg.ts';
import { FIXTURES } from './spoken-question.ts';

const M4A = path.join(FIXTURES, 'sound', 'question.m4a');
const program = (await findProgram('ffmpeg')) ?? '';
if (program === '') console.warn('ffmpeg is NOT tested: it is missing.');

const decode = (input: FfmpegInput, using = program) =>
  decodeWithFfmpeg(using, input, { name: 'call.m4a', formatName: 'an M4A sound file' });

async function lengthOf(input: FfmpegInput): Promise<number> {
  let lengthSamples = 0;
  for await (const { samples, channelCount, rateHz } of decode(input).blocks) {
    lengthSamples += (samples.length / channelCount / rateHz) * 16_000;
  }
  return Math.round(lengthSamples);
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 4_096) yield bytes.subarray(start, start + 4_096);
}

describe.skipIf(program === '')('ffmpeg', () => {
  test('decodes a file, and says how long it is once the first block is there', async () => {
    const { blocks, durationMs } = decode({ path: M4A });
    expect(durationMs()).toBeUndefined();
    const first = await blocks.next();
    expect(first.done).toBe(false);
    expect(durationMs()).toBeGreaterThan(1_000);
    await blocks.return(undefined);
  });

  test('decodes bytes as they come to the same length', async () => {
    const mp3 = await readFile(path.join(FIXTURES, 'sound', 'question.mp3'));
    const [file, stream] = await Promise.all([
      lengthOf({ path: path.join(FIXTURES, 'sound', 'question.mp3') }),
      lengthOf({ bytes: piecesOf(mp3) }),
    ]);
    // Of a stream it does not know how much padding the encoder put around the sound.
    expect(Math.abs(stream - file)).toBeLessThan(1_600);
    expect(file).toBeGreaterThan(16_000);
  });

  test('what is damaged is said in plain words, with the name and the kind of the file', async () => {
    await expect(lengthOf({ bytes: piecesOf(Buffer.alloc(5_000, 7)) })).rejects.toMatchObject({
      code: 'source-unreadable',
      message: 'call.m4a cannot be read as sound: it is an M4A sound file that is damaged or incomplete.',
    });
  });

  test('a file with its index at its end is asked for by name when it comes through a pipe', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sotto-index-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'long.m4a');
    const noise = ['-f', 'lavfi', '-i', 'anoisesrc=r=48000:d=8', '-c:a', 'alac', file];
    await promisify(execFile)(program, ['-v', 'error', ...noise]);
    expect(await lengthOf({ path: file })).toBeGreaterThan(7 * 16_000);
    await expect(lengthOf({ bytes: piecesOf(await readFile(file)) })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read from a pipe: name the file itself') as string,
    });
  });

  test('an address in place of a file is not opened', async () => {
    let connectionCount = 0;
    const server = createServer(() => (connectionCount += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const listed = `#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:${port}/call.ts\n#EXT-X-ENDLIST\n`;
    for (const input of [
      { path: `http://127.0.0.1:${port}/call.m4a` },
      { bytes: piecesOf(Buffer.from(listed)) },
    ]) {
      await expect(lengthOf(input)).rejects.toMatchObject({ code: 'source-unreadable' });
    }
    expect(connectionCount).toBe(0);
    server.close();
  });
});

test('a program that cannot be started is not a crash', async () => {
  await expect(Array.fromAsync(decode({ path: M4A }, '/no/such/ffmpeg').blocks)).rejects.toMatchObject({
    code: 'source-unreadable',
  });
});
