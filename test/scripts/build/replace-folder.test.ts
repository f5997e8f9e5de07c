import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replaceFolder } from '../../../scripts/build/replace-folder.ts';
import { makeDataFolder, type DataFolder } from '../../e2e/run-cli.ts';

let build: DataFolder;
let folder: string;

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'test');
  build = makeDataFolder();
  folder = path.join(build.path, 'engine');
});
afterEach(() => {
  vi.unstubAllEnvs();
  build[Symbol.dispose]();
});

function write(outDir: string, name: string): void {
  mkdirSync(outDir, { recursive: true });
  writeFileSync(path.join(outDir, name), name);
}

test('readers find the old folder until the new one is whole, and nothing of it afterwards', async () => {
  write(folder, 'old.js');
  await replaceFolder(folder, (outDir) => {
    write(outDir, 'first.js');
    expect(readdirSync(folder)).toEqual(['old.js']);
    write(outDir, 'second.js');
    return Promise.resolve();
  });
  expect(readdirSync(folder)).toEqual(['first.js', 'second.js']);
  expect(readdirSync(build.path)).toEqual(['engine']);
});

test('a first build needs no folder, and two builds at once leave one whole folder', async () => {
  await Promise.all(
    ['one', 'two'].map((name) =>
      replaceFolder(folder, async (outDir) => {
        write(outDir, 'a.js');
        await Promise.resolve();
        writeFileSync(path.join(outDir, 'a.js'), name);
        writeFileSync(path.join(outDir, 'b.js'), name);
      }),
    ),
  );
  const [a, b] = ['a.js', 'b.js'].map((file) => readFileSync(path.join(folder, file), 'utf8'));
  expect(a).toBe(b);
  expect(readdirSync(build.path)).toEqual(['engine']);
});

test('a build that fails leaves the folder as it was, and nothing beside it', async () => {
  write(folder, 'old.js');
  const failing = replaceFolder(folder, (outDir) => {
    write(outDir, 'half.js');
    return Promise.reject(new Error('no such import'));
  });
  await expect(failing).rejects.toThrow('no such import');
  expect(readdirSync(folder)).toEqual(['old.js']);
  expect(readdirSync(build.path)).toEqual(['engine']);
});

test.each(['test', undefined])(
  'it is built for production, and %s stays the environment of who builds',
  async (environment) => {
    vi.stubEnv('NODE_ENV', environment);
    let seen: string | undefined;
    await replaceFolder(folder, (outDir) => {
      seen = process.env['NODE_ENV'];
      write(outDir, 'a.js');
      return Promise.resolve();
    });
    expect([seen, process.env['NODE_ENV']]).toEqual(['production', environment]);
  },
);
