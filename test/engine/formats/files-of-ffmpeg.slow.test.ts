import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../engine/base/find-program.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
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
  ])('%s is read', async (name, options) => {
    await expectSpoken(await make(name, '-i', SPOKEN, ...options));
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
