import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findProgram } from '../../../engine/base/find-program.ts';

let first: string;
let second: string;
beforeEach(async () => {
  [first, second] = [await makeFolder(), await makeFolder()];
  vi.stubEnv('PATH', [first, second].join(path.delimiter));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([first, second].map((folder) => rm(folder, { recursive: true })));
});

const makeFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'sotto-path-'));

async function install(folder: string, mode = 0o755): Promise<string> {
  const program = path.join(folder, process.platform === 'win32' ? 'sox.exe' : 'sox');
  await writeFile(program, '');
  await chmod(program, mode);
  return program;
}

test('the program of the first folder that has one is found', async () => {
  const later = await install(second);
  expect(await findProgram('sox')).toBe(later);
  const earlier = await install(first);
  expect(await findProgram('sox')).toBe(earlier);
});

test.runIf(process.platform !== 'win32')('a file that cannot be run is passed over', async () => {
  await install(first, 0o644);
  expect(await findProgram('sox')).toBeUndefined();
  const later = await install(second);
  expect(await findProgram('sox')).toBe(later);
});

test('a folder of that name is not a program', async () => {
  await mkdir(path.join(first, 'sox'));
  expect(await findProgram('sox')).toBeUndefined();
});

test('an empty place in PATH is not the working folder, whose programs nobody chose', async () => {
  const program = path.relative(process.cwd(), await install(first));
  for (const list of ['', path.delimiter, path.delimiter.repeat(2)]) {
    vi.stubEnv('PATH', list);
    expect(await findProgram(program), list).toBeUndefined();
  }
});

test('where nothing of the name is there, or no PATH is set, nothing is found', async () => {
  expect(await findProgram('sox')).toBeUndefined();
  vi.stubEnv('PATH', undefined);
  expect(await findProgram('sox')).toBeUndefined();
});
