import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

test('once retention is set to session, no question or answer reaches the disk, and cached answers leave it', async () => {
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: (messages) =>
      `- Answer to ${messages.at(-1)?.content.match(/zebra|walrus/i)?.[0] ?? 'nothing'} it is`,
  });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const ask = async (text: string): Promise<void> => {
    const answeredCount = eventsOf(run.events, 'answer.completed').length;
    await run.engine.execute({ type: 'ask', text });
    await expect.poll(() => eventsOf(run.events, 'answer.completed').length).toBeGreaterThan(answeredCount);
  };
  await ask('What is a zebra?');
  await run.engine.execute({ type: 'change-settings', patch: { privacy: { retention: 'session' } } });
  await ask('What is a walrus?');
  await run.engine[Symbol.asyncDispose]();

  const files = filesUnder(run.dataDir);
  expect(files.filter(({ text }) => /walrus/i.test(text)).map(({ name }) => name)).toEqual([]);
  expect(files.filter(({ name, text }) => name === 'answers.json' && /zebra/i.test(text))).toEqual([]);
});

function filesUnder(folder: string): readonly { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ name: path.basename(file), text: readFileSync(file, 'latin1') }));
}
