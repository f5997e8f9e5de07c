import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCallReference } from '../../../scripts/eval/call-reference.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['not JSON', '{', /is not JSON/],
  [
    'another shape',
    '{"utterances":[{"channel":"both"}]}',
    /not a reference of a call: utterances, row 1, channel must be/,
  ],
  ['an empty call', '{"utterances":[]}', /not a reference of a call: utterances/],
])('%s is refused with the place of the fault', async (_, content, message) => {
  const file = path.join(folder, 'call.json');
  await writeFile(file, content);
  await expect(readCallReference(file)).rejects.toThrow(message);
});

test('a file that is not there is refused', async () => {
  await expect(readCallReference(path.join(folder, 'nowhere.json'))).rejects.toThrow(/cannot be read/);
});
