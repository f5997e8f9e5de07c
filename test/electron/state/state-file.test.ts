import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openStateFile } from '../../../electron/state/state-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'sotto-state-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const open = (...names: readonly string[]) => openStateFile(path.join(folder, ...names), z.array(z.string()));

test('what was written is read by the next run, also where the folder was missing', () => {
  open('inner', 'state.json').write(['a']);
  open('inner', 'state.json').write(['a', 'b']);
  expect(open('inner', 'state.json').read()).toEqual(['a', 'b']);
  expect(readdirSync(path.join(folder, 'inner'))).toEqual(['state.json']);
});

test.each([
  ['no file', undefined],
  ['a torn file', '["a'],
  ['another form', '[1]'],
])('%s counts as nothing kept', (_, text) => {
  if (text !== undefined) writeFileSync(path.join(folder, 'state.json'), text);
  expect(open('state.json').read()).toBeUndefined();
});

test.runIf(process.platform !== 'win32')('a pipe and what is too large count as nothing kept', () => {
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  writeFileSync(path.join(folder, 'large'), '["a"]');
  truncateSync(path.join(folder, 'large'), 3e9);
  expect([open('pipe').read(), open('large').read()]).toEqual([undefined, undefined]);
});

test('a place that takes no file costs nothing but the memory', () => {
  writeFileSync(path.join(folder, 'file'), '');
  const state = open('file', 'state.json');
  expect(() => state.write(['a'])).not.toThrow();
  expect(state.read()).toBeUndefined();
});

test.runIf(process.platform !== 'win32')(
  "what is made for a state is its owner's alone, under any umask",
  () => {
    const umask = process.umask(0);
    open('inner', 'state.json').write(['a']);
    process.umask(umask);
    const modes = ['inner', 'inner/state.json'].map((name) => statSync(path.join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  },
);
