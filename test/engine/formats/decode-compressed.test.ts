import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findProgram } from '../../../engine/base/find-program.ts';
import { openSound, readSound } from '../../../engine/formats/open-sound.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { expectSpoken, FIXTURES } from './spoken-question.ts';

/** One spoken question in every format, against the WAV it was made of. */

const fixture = (name: string): string => path.join(FIXTURES, 'sound', name);

const missing = (await findProgram('ffmpeg')) === undefined ? 'ffmpeg' : undefined;
if (missing !== undefined) console.warn(`M4A is NOT tested: ${missing} is missing.`);

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-compressed-'))));
afterAll(() => rm(folder, { recursive: true }));

test.each(['question.mp3', 'question.flac', 'question.oga', 'question.opus'])(
  '%s sounds like the WAV it was made of, and no program is started for it',
  async (name) => {
    vi.stubEnv('PATH', '');
    try {
      await expectSpoken(fixture(name));
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

test.skipIf(missing !== undefined)('an M4A is read with ffmpeg', async () => {
  await expectSpoken(fixture('question.m4a'));
});

test('an M4A without ffmpeg is refused with what would help', async () => {
  vi.stubEnv('PATH', '');
  try {
    await expect(readSound(fixture('question.m4a'))).rejects.toMatchObject({
      code: 'source-unreadable',
      message:
        'question.m4a cannot be read as sound: it is an M4A sound file, which Sotto reads where ffmpeg is installed.',
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

test.skipIf(missing !== undefined)(
  'an M4A that is cut off or damaged is refused in plain words',
  async () => {
    const noise = seededRandom(1);
    const whole = await readFile(fixture('question.m4a'));
    const junk = Buffer.from(Array.from({ length: 9_000 }, () => noise() * 256));
    for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.concat([whole.subarray(0, 60), junk])]) {
      await expect(readSound(await save('broken.m4a', bytes))).rejects.toMatchObject({
        code: 'source-unreadable',
        message: 'broken.m4a cannot be read as sound: it is an M4A sound file that is damaged or incomplete.',
      });
    }
  },
);

test('how much was read is known of a file and not of a pipe', async () => {
  const signal = new AbortController().signal;
  const opened = await openSound(fixture('question.mp3'), signal);
  expect(opened.readRatio()).toBeGreaterThan(0);
  const readRatios: number[] = [];
  for await (const _ of opened.samples) readRatios.push(opened.readRatio() ?? 0);
  expect(readRatios.length).toBeGreaterThan(1);
  expect(readRatios).toEqual(readRatios.toSorted((left, right) => left - right));
  expect(opened.readRatio()).toBe(1);
  const pipe = await namedPipe(fixture('question.opus'));
  const piped = await openSound(pipe, signal);
  expect(piped.readRatio()).toBeUndefined();
  await piped.samples.return(undefined);
});

test.each(['question.mp3', 'question.flac', 'question.opus'])(
  '%s that is cut off is read as far as it goes',
  async (name) => {
    const whole = await readFile(fixture(name));
    const { samples } = await readSound(await save(`cut-${name}`, whole.subarray(0, whole.length / 2)));
    expect(samples.length).toBeGreaterThan(8_000);
    expect(samples.length).toBeLessThan(24_000);
  },
);

test.each(['question.mp3', 'question.opus'])('%s is heard on after a damaged place', async (name) => {
  const noise = seededRandom(2);
  const bytes = await readFile(fixture(name));
  const from = Math.floor(bytes.length / 4);
  for (let index = from; index < from + 500; index += 1) bytes[index] = noise() * 256;
  const { samples } = await readSound(await save(`damaged-${name}`, bytes));
  expect(samples.length).toBeGreaterThan(28_000);
});

test.each([
  ['MP3', Buffer.from('ID3\u0003\0\0\0\0\0\n', 'latin1')],
  ['FLAC', Buffer.from('fLaC', 'latin1')],
  ['Ogg Opus', Buffer.from(`OggS${'\0'.repeat(24)}OpusHead`, 'latin1')],
])('a file that only begins like %s is refused', async (name, start) => {
  const bytes = Buffer.concat([start, Buffer.alloc(40_000)]);
  await expect(readSound(await save('fake', bytes))).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringContaining(`${name} file without sound that can be decoded`) as string,
  });
});

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function namedPipe(of: string): Promise<string> {
  const pipe = path.join(folder, 'pipe');
  await once(spawn('mkfifo', [pipe]), 'close');
  spawn('sh', ['-c', 'cat "$0" > "$1"', of, pipe], { stdio: 'ignore' });
  return pipe;
}
