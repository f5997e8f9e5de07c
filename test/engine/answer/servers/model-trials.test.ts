import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { createModelTrials } from '../../../../engine/answer/servers/model-trials.ts';
import { ActivityCounter } from '../../../../engine/base/activity.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import type { UnstampedEvent } from '../../../../engine/protocol/events.ts';
import { defaultSettings } from '../../../../engine/protocol/settings.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';

async function stage(given: { readonly name?: string; readonly isAnswering?: boolean } = {}) {
  const models = [
    { name: 'small', sizeBytes: 1_000 },
    { name: 'large', sizeBytes: 4_000 },
    { name: 'huge', sizeBytes: 90_000 },
  ];
  const fake = await startFakeOllama({ models, answers: () => '- one two three' });
  onTestFinished(() => fake.stop());
  const events: UnstampedEvent[] = [];
  const model = {
    ...defaultSettings.model,
    backend: 'ollama',
    ollamaUrl: fake.url,
    name: given.name ?? '',
  } as const;
  const trials = createModelTrials({
    clock: new ManualClock(),
    log: silentLogger,
    dataDir: tmpdir(),
    settings: () => ({ ...defaultSettings, model }),
    publish: (event) => events.push(event),
    spawn: () => {
      throw new Error('nothing is started');
    },
    modelFiles: {
      list: () => Promise.resolve([]),
      resolve: () => Promise.reject(new Error('no model')),
      resolveSpeech: () => Promise.reject(new Error('no model')),
    },
    accessToken: () => undefined,
    isAnswering: () => given.isAnswering ?? false,
    speechActivity: new ActivityCounter(),
    memoryBytes: 10_000,
  });
  const reported = (): readonly unknown[] =>
    events.map((event) => (event.type === 'model.measured' ? [event.name, event.status] : event.type));
  return { fake, trials, events, reported };
}

test('a measured model is reported as running, then as completed', async () => {
  const { trials, reported } = await stage();
  await trials.measure('small');
  expect(reported()).toEqual([
    ['small', 'running'],
    ['small', 'completed'],
  ]);
});

test('a model that cannot be measured says why, and the next can be', async () => {
  const { fake, trials, events, reported } = await stage();
  fake.addFault({ kind: 'reply', status: 400, headers: {}, body: '{"error":"no such luck"}' });
  await trials.measure('small');
  expect(events.at(-1)).toMatchObject({ status: 'failed', firstTokenMs: null, tokensPerSecond: null });
  expect(events.at(-1)).toHaveProperty('detail', expect.stringContaining('no such luck'));
  fake.clearFaults();
  await trials.measure('small');
  expect(reported().at(-1)).toEqual(['small', 'completed']);
});

test('a model that is not there is refused before anything is reported of it', async () => {
  const { trials, reported } = await stage();
  await expect(trials.measure('zzz')).rejects.toMatchObject({
    code: 'model-missing',
    message: 'There is no model called zzz.',
  });
  expect(reported()).toEqual([]);
  await trials.measure('small');
  expect(reported().at(-1)).toEqual(['small', 'completed']);
});

test('one is measured at a time, and none beside an answer', async () => {
  const { trials } = await stage();
  const first = trials.measure('small');
  await expect(trials.measure('large')).rejects.toMatchObject({ code: 'busy' });
  await first;
  const answering = await stage({ isAnswering: true });
  await expect(answering.trials.choose()).rejects.toMatchObject({ code: 'busy' });
  expect(answering.reported()).toEqual([]);
});

test('the largest that fits the memory and is quick is chosen, and no further one is tried', async () => {
  const { trials, reported } = await stage();
  expect(await trials.choose()).toEqual({ model: { name: 'large' } });
  expect(reported()).toEqual([
    ['large', 'running'],
    ['large', 'completed'],
  ]);
});

test('a model that the user named stays', async () => {
  const { trials, reported } = await stage({ name: 'small' });
  expect(await trials.choose()).toBeUndefined();
  expect(reported()).toEqual([]);
});
