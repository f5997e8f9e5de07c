import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findErrorMessages } from '../../../scripts/docs/find-error-messages.ts';

async function find(files: Readonly<Record<string, string>>) {
  const project = await mkdtemp(path.join(tmpdir(), 'sotto-error-messages-'));
  onTestFinished(() => rm(project, { recursive: true }));
  for (const folder of ['engine/deep', 'electron', 'scripts', 'renderer'])
    await mkdir(path.join(project, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(project, name), text);
  return Object.fromEntries(findErrorMessages(project));
}

test('messages are found by their code, in any folder, each pair once and sorted', async () => {
  const twice = `throw new EngineError('busy', 'It is busy.', 'Wait a moment.');`;
  expect(
    await find({
      'engine/deep/a.ts': `${twice}\n${twice}\nreturn refuse(\n  'busy',\n  'Another thing.',\n  'Wait longer now.',\n);`,
      'renderer/b.tsx': `new EngineError('internal', "It's broken.", 'Reload the page.')`,
    }),
  ).toEqual({
    busy: [
      { message: 'Another thing.', remedy: 'Wait longer now.' },
      { message: 'It is busy.', remedy: 'Wait a moment.' },
    ],
    internal: [{ message: "It's broken.", remedy: 'Reload the page.' }],
  });
});

test('values that are known at run time only are an ellipsis, also with braces inside', async () => {
  const text = "new EngineError('busy', `${name({ a: 1 })} is \\`busy\\`.`, 'Wait for it.')";
  expect(await find({ 'engine/a.ts': text })).toEqual({
    busy: [{ message: '… is `busy`.', remedy: 'Wait for it.' }],
  });
});

test('what has no such code, no sentence or no letters is not a message', async () => {
  expect(
    await find({
      'scripts/a.ts': `f('nonsense', 'It broke.', 'Do it again.');\ng('busy', 'ok', 'single');\nh('busy', '…', 'Do it again.');`,
      'electron/notes.md': `new EngineError('busy', 'Not code.', 'Not code at all.')`,
    }),
  ).toEqual({});
});
