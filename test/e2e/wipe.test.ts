import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient } from '../fakes/protocol-client.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

const CANARIES = /zebra|walrus|\btcp\b/i;

const hear = async (run: EngineInTest): Promise<void> => {
  const source = await openFileSource({
    path: fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav'),
    channel: 'them',
    isFast: true,
    clock: systemClock,
  });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  await run.engine.answered();
};
const ask = (run: EngineInTest, text: string): Promise<void> => run.engine.execute({ type: 'ask', text });
/** Answers at length about walruses, so that there is time to interrupt, and otherwise about zebras. */
const startAnimalOllama = () =>
  startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: (messages) =>
      messages.at(-1)?.content.includes('walrus')
        ? Array.from({ length: 4 }, (_, index) => `- A walrus is seen ${index} times on the ice`).join('\n')
        : '- A zebra is a striped animal',
  });
/** What a client that joins now learns about calls; a source of sound bears the name of its file. */
const reported = (run: EngineInTest): string =>
  JSON.stringify(run.engine.hub.snapshot().filter(({ type }) => type !== 'component.changed'));

test('62: in the middle of capture and of a streaming answer, a wipe leaves no word of any call in memory or on the disk', async () => {
  await using ollama = await startAnimalOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    staticDirectory: fixturePath('samples'),
    settings: { privacy: { consentAtMs: 1 } },
  });
  await using hud = await connectClient({
    port: run.engine.server?.port ?? 0,
    token: run.engine.server?.mintToken('hud') ?? '',
  });
  await ask(run, 'What is a zebra?');
  await run.engine.answered();
  await hear(run);
  const [judged] = eventsOf(run.events, 'question.detected').filter(({ origin }) => origin === 'detected');
  await run.engine.execute({ type: 'give-feedback', turnId: judged?.turnId ?? '', verdict: 'good' });
  await run.engine.execute({ type: 'start-capture' });
  ollama.pace.tokensPerSecond = 20;
  await ask(run, 'What is a walrus?');
  await expect.poll(() => eventsOf(run.events, 'answer.extended').at(-1)?.bullets[0]).toMatch(/walrus/);
  expect(filesWith(run.dataDir)).not.toEqual([]);

  const before = hud.welcome.epoch;
  expect(await hud.command({ type: 'wipe' })).toMatchObject({ kind: 'accepted' });
  const { seq: wipedSeq, scope } = eventsOf(run.events, 'calls.wiped')[0] ?? {};
  expect(scope).toBe('all-calls');
  expect(eventsOf(run.events, 'capture.changed').at(-1)).toMatchObject({ isCapturing: false });
  expect(filesWith(run.dataDir)).toEqual([]);
  expect(reported(run)).not.toMatch(CANARIES);
  expect([run.engine.hub.epoch, run.engine.hub.replaySince(1)]).toEqual([before, undefined]);

  // Fresh: it hears, answers and keeps again, and nothing of before comes back.
  ollama.pace.tokensPerSecond = Infinity;
  const later = run.events.length;
  await ask(run, 'What is a lion?');
  await run.engine.answered();
  await run.engine[Symbol.asyncDispose]();
  const words = JSON.stringify(run.events.slice(later).filter(({ seq }) => seq > (wipedSeq ?? Infinity)));
  expect(words).toMatch(/lion/);
  expect(words).not.toMatch(/walrus|tcp/i);
  expect(filesWith(run.dataDir, /lion/)).not.toEqual([]);
  expect(filesWith(run.dataDir, /walrus|\btcp\b/i)).toEqual([]);
});

test('a wipe of the running call leaves the calls before it', async () => {
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: () => '- It is what it is',
  });
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { privacy: { wipeScope: 'call' }, answer: { cache: false } },
  });
  await ask(run, 'What is a zebra?');
  await run.engine.answered();
  await hear(run);
  await run.engine.execute({ type: 'wipe' });
  expect(eventsOf(run.events, 'calls.wiped')).toMatchObject([{ scope: 'call' }]);
  expect(filesWith(run.dataDir, /\btcp\b/i)).toEqual([]);
  expect(filesWith(run.dataDir, /zebra/)).not.toEqual([]);
  expect(reported(run)).not.toMatch(CANARIES);
});

test('a call that is deleted while it is heard and answered leaves no word on the disk, and the next words are kept', async () => {
  await using ollama = await startAnimalOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    staticDirectory: fixturePath('samples'),
  });
  const { origin = '', mintToken } = run.engine.server ?? {};
  await hear(run);
  const [judged] = eventsOf(run.events, 'question.detected').filter(
    ({ origin: from }) => from === 'detected',
  );
  await run.engine.execute({ type: 'give-feedback', turnId: judged?.turnId ?? '', verdict: 'good' });
  await ask(run, 'What is a zebra?');
  await run.engine.answered();
  ollama.pace.tokensPerSecond = 20;
  await ask(run, 'What is a walrus?');
  await expect.poll(() => eventsOf(run.events, 'answer.extended').at(-1)?.bullets[0]).toMatch(/walrus/);
  expect(filesWith(run.dataDir)).not.toEqual([]);

  const response = await fetch(`${origin}/calls/1`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${mintToken?.('history')}` },
  });
  expect(response.status).toBe(204);
  await run.engine.answered();
  ollama.pace.tokensPerSecond = Infinity;
  await ask(run, 'What is a lion?');
  await run.engine.answered();
  await run.engine[Symbol.asyncDispose]();
  expect(filesWith(run.dataDir, /lion/)).not.toEqual([]);
  expect(filesWith(run.dataDir, /walrus|\btcp\b/i)).toEqual([]);
  expect(filesWith(run.dataDir, /what is a zebra/i)).toEqual([]);
});

function filesWith(folder: string, words = CANARIES): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile() && words.test(readFileSync(file, 'latin1')));
}
