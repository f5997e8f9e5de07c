import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EngineOptions } from '../../engine/parts/engine-core.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { PERFORMANCE_FILE_NAME, readFigures } from '../../engine/telemetry/performance-log.ts';
import { watchCalls } from '../../engine/watch-calls.ts';
import { answerCompleted } from '../fakes/answer-events.ts';
import { openEngineStage } from './engine-stage.ts';

async function watch(settings: SettingsPatch = {}, own: Partial<EngineOptions> = {}, clientCount = 0) {
  const stage = await openEngineStage(settings, own);
  const watchers = await watchCalls(stage.core, stage.parts, stage.options, () => clientCount);
  const { history } = stage.parts;
  return {
    ...stage,
    watchers,
    words: () =>
      history.list().flatMap(({ callId }) => history.read(callId).transcripts.map(({ text }) => text)),
    hear: (turnId: string, text: string) =>
      stage.core.publish({
        type: 'transcript.extended',
        atMs: 0,
        turnId,
        channel: 'them',
        text,
        volatile: '',
      }),
  };
}

test('what is published of a call is remembered by each that needs it later', async () => {
  await using stage = await watch();
  const { core, watchers } = stage;
  const turn = { turnId: 't1', channel: 'them' } as const;
  core.publish({ type: 'speech.started', ...turn, atMs: 0 });
  expect(watchers.open.isQuiet).toBe(false);
  const text = 'The price is 300 euros.';
  core.publish({ type: 'transcript.completed', ...turn, atMs: 900, text, startMs: 0, endMs: 800 });
  expect([watchers.open.isQuiet, watchers.turns.textOf('t1')]).toEqual([true, text]);
  watchers.facts.publish();
  expect(stage.events.find(({ type }) => type === 'facts.collected')).toMatchObject({
    facts: [{ turnId: 't1' }],
  });
});

test('a question is open until its answer is published', async () => {
  await using stage = await watch();
  const { gate, open } = stage.watchers;
  gate.asked('t1');
  open.asked('t1');
  const ended: string[] = [];
  void gate.drained().then(() => ended.push('drained'));
  void open.answered().then(() => ended.push('answered'));
  await stage.clock.advance(0);
  expect(ended).toEqual([]);
  stage.core.publish(answerCompleted('t1'));
  await stage.clock.advance(0);
  expect(ended).toEqual(['drained', 'answered']);
});

test('the words of an open turn are kept within a second, unless the words of a call are not kept', async () => {
  await using stage = await watch();
  stage.hear('t1', 'What is');
  await stage.clock.advance(1_000);
  expect(stage.words()).toEqual(['What is']);
  await stage.parts.settings.change({ privacy: { retention: 'session' } });
  stage.hear('t2', 'secret');
  await stage.clock.advance(1_000);
  expect(stage.words()).toEqual(['What is']);
});

test('a history that is held in memory alone gets the words of a call whose words are not kept', async () => {
  await using stage = await watch({ privacy: { retention: 'session' } });
  stage.hear('t1', 'What is');
  await stage.clock.advance(1_000);
  expect(stage.words()).toEqual(['What is']);
});

test('figures of use are kept for an engine that serves pages, and none of a call that is not kept', async () => {
  await using command = await watch();
  expect(existsSync(path.join(command.dataDir, PERFORMANCE_FILE_NAME))).toBe(false);
  await using stage = await watch({}, { staticDirectory: '/nowhere' });
  const kinds = () => readFigures(path.join(stage.dataDir, PERFORMANCE_FILE_NAME), 0).map(({ kind }) => kind);
  stage.core.publish(answerCompleted('t1'));
  await stage.clock.advance(2_000);
  expect(kinds()).toEqual(['start', 'answer']);
  await stage.parts.settings.change({ privacy: { retention: 'session' } });
  stage.core.publish(answerCompleted('t2'));
  await stage.clock.advance(2_000);
  expect(kinds()).toEqual(['start', 'answer']);
});

test('a monitoring system may read how many clients there are, once the setting allows it', async () => {
  await using off = await watch();
  expect(off.watchers.monitoring.token).toBeUndefined();
  await using stage = await watch({ server: { metrics: true } }, {}, 3);
  expect(stage.watchers.monitoring.token).toMatch(/\S/);
  expect(await stage.watchers.monitoring.metrics()).toMatch(/client\w* 3$/m);
});
