import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { presentChatModels } from '../../../../engine/answer/servers/present-chat-models.ts';
import type { ModelFile } from '../../../../engine/protocol/events.ts';
import { toyChatPath } from '../../../fakes/toy-chat.ts';

const file = (name: string, more: Partial<ModelFile> = {}): ModelFile => ({
  kind: 'chat',
  name,
  bytes: 1,
  licence: '',
  languages: [],
  isPresent: true,
  isRecommended: false,
  partialBytes: 0,
  ...more,
});

async function present(files: readonly ModelFile[], pathOf: (name: string) => string = () => toyChatPath) {
  const found = await presentChatModels({
    list: () => Promise.resolve([...files]),
    resolve: (_kind, name) => Promise.resolve(pathOf(name)),
    resolveSpeech: () => Promise.reject(new Error('not asked for')),
  });
  return found.map(({ name }) => name);
}

test('those that are here, the recommended one first', async () => {
  const files = [file('small'), file('absent', { isPresent: false }), file('best', { isRecommended: true })];
  expect(await present(files)).toEqual(['best', 'small']);
});

test('a damaged file stays, so that loading it says what is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-present-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const broken = path.join(folder, 'broken.gguf');
  await writeFile(broken, 'GGUF and no more');
  expect(
    await present([file('broken'), file('good')], (name) => (name === 'broken' ? broken : toyChatPath)),
  ).toEqual(['broken', 'good']);
});
