import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../engine/base/find-program.ts';
import { openSound, readSound } from '../../../engine/formats/open-sound.ts';
import { expectSpoken, SPOKEN } from './spoken-question.ts';

/** Files of kinds that people have, made on the spot. */

const missing = (await findProgram('ffmpeg')) === undefined ? 'ffmpeg' : undefined;
if (missing !== undefined) console.warn(`Files of odd kinds are NOT tested: ${missing} is missing.`);

const COVER = [
  '-f',
  'lavfi',
  '-i',
  'testsrc2=s=640x480:r=1:d=1',
  '-map',
  '0:a',
  '-map',
  '1:v',
  '-frames:v',
  '1',
];
const VIDEO = ['-f', 'lavfi', '-i', 'color=c=red:s=64x48:r=2:d=4'];

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-odd-sound-'))));
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(missing !== undefined)('a file from ffmpeg', () => {
  test.each<[string, readonly string[]]>([
    ['cover.mp3', [...COVER, '-c:v', 'png']],
    ['six-channels-96-khz.flac', ['-ac', '6', '-ar', '96000', '-sample_fmt', 's32']],
    ['six-channels.opus', ['-ac', '6', '-c:a', 'libopus', '-mapping_family', '1']],
    ['8-bit.wav', ['-c:a', 'pcm_u8']],
    ['video.mp4', [...VIDEO, '-shortest', '-c:v', 'mpeg4', '-c:a', 'aac']],
    ['video.webm', [...VIDEO, '-shortest', '-c:v', 'libvpx', '-c:a', 'libopus']],
    ['vorbis.ogg', ['-c:a', 'libvorbis']],
    ['layer-two.mp2', []],
    ['broadcast.ts', ['-c:a', 'mp2']],
    ['disc.m2ts', ['-c:a', 'ac3']],
    ['flash.flv', ['-ar', '44100']],
    ['dolby.ac3', []],
    ['true.tta', []],
    ['creative.voc', ['-c:a', 'pcm_u8']],
    ['adpcm.wav', ['-c:a', 'adpcm_ms']],
    ['mp3-in.wav', ['-c:a', 'libmp3lame']],
    ['gsm.wav', ['-c:a', 'libgsm_ms', '-ar', '8000']],
  ])('%s is read', async (name, options) => {
    await expectSpoken(await make(name, '-i', SPOKEN, ...options));
  });

  test.each<[string, readonly string[]]>([
    ['tagged.flac', []],
    ['tagged.aac', ['-c:a', 'aac']],
    ['tagged.wav', []],
    ['tagged.ac3', []],
    ['tagged.mp3', []],
  ])('%s is read behind the tag of a player', async (name, options) => {
    const file = await make(name, '-i', SPOKEN, ...options);
    const tag = Buffer.concat([
      Buffer.from('ID3\u0004\0\0\0\0\u0002\0', 'latin1'),
      Buffer.alloc(256, 'fLaC'),
    ]);
    await writeFile(file, Buffer.concat([tag, await readFile(file)]));
    await expectSpoken(file);
  });

  test('files that were joined end to end are read to the end of the last', async () => {
    const { samples } = await readSound(SPOKEN);
    for (const [name, options] of [
      ['joined.flac', []],
      ['joined.oga', ['-c:a', 'flac']],
      ['joined.opus', ['-c:a', 'libopus']],
      ['joined.mp3', ['-b:a', '32k']],
    ] as const) {
      const parts = await Promise.all(
        ['16000', '48000', '16000'].map(async (rate, index) =>
          readFile(await make(`${index}-${name}`, '-i', SPOKEN, '-ar', rate, ...options)),
        ),
      );
      const file = path.join(folder, name);
      await writeFile(file, Buffer.concat(parts));
      const joined = await readSound(file);
      expect(Math.abs(joined.samples.length - 3 * samples.length), name).toBeLessThan(3 * 1_600);
    }
  });

  test.each<[string, readonly string[]]>([
    // Its frames have no lengths there.
    ['aac-in.wav', ['-c:a', 'aac']],
    ['cut.m4a', ['-c:a', 'aac', '-movflags', '+faststart']],
  ])('%s, of which ffmpeg decodes but a part, is heard so far and then refused', async (name, options) => {
    const file = await make(name, '-i', SPOKEN, ...options);
    const bytes = await readFile(file);
    if (name.startsWith('cut')) await writeFile(file, bytes.subarray(0, bytes.length / 2.5));
    const { samples } = await openSound(file, new AbortController().signal);
    expect((await samples.next()).value?.length).toBeGreaterThan(0);
    await expect(Array.fromAsync(samples)).rejects.toMatchObject({
      code: 'source-unreadable',
      message: expect.stringContaining('most of its sound is damaged, incomplete or unknown') as string,
    });
  });

  test('a list that names other files opens none of them', async () => {
    const list = path.join(folder, 'list.wav');
    await make('named.wav', '-i', SPOKEN);
    await writeFile(list, 'ffconcat version 1.0\nfile named.wav\n');
    await expect(readSound(list)).rejects.toThrow('not in an audio format that Sotto knows');
  });

  test('a video without sound is refused as that', async () => {
    await expect(readSound(await make('silent.mp4', ...VIDEO, '-c:v', 'mpeg4'))).rejects.toMatchObject({
      message: 'silent.mp4 cannot be read as sound: it is an MP4 or QuickTime file without a sound track.',
    });
  });
});

async function make(name: string, ...options: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...options, file]);
  return file;
}
