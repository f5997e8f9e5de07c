import { expect, test, vi } from 'vitest';
import type { ModelSupervisor } from '../../engine/answer/servers/model-supervisor.ts';
import type { Question } from '../../engine/base/nouns.ts';
import { hearAndAnswer } from '../../engine/hear-and-answer.ts';
import { ASKED_ON_DEMAND } from '../../engine/listening/push-to-talk.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { watchCalls } from '../../engine/watch-calls.ts';
import { eventually } from '../fakes/eventually.ts';
import { createScriptedChatModel, DONE, type ScriptStep } from '../fakes/scripted-chat-model.ts';
import { openEngineStage } from './engine-stage.ts';

type Completed = Extract<EngineEvent, { type: 'answer.completed' }>;

/** Hears with real parts and answers with a model that says what `script` has. */
async function work(script: readonly ScriptStep[] = [{ say: '- A protocol' }, DONE]) {
  const stage = await openEngineStage();
  const model = createScriptedChatModel(() => script, stage.clock);
  const chatModel = {
    current: () => model,
    isLoading: false,
    settled: () => Promise.resolve(),
    observe: () => undefined,
  } as unknown as ModelSupervisor;
  const parts = { ...stage.parts, chatModel };
  const watchers = await watchCalls(stage.core, parts, stage.options, () => 0);
  const working = await hearAndAnswer(stage.core, parts, watchers);
  return {
    ...stage,
    model,
    watchers,
    working,
    typesOf: (turnId: string) =>
      stage.events.flatMap((event) => ('turnId' in event && event.turnId === turnId ? [event.type] : [])),
    completed: () => stage.events.filter((event): event is Completed => event.type === 'answer.completed'),
  };
}

const asked = (turnId: string, text = 'What is TCP?'): Question => ({
  turnId,
  channel: 'me',
  text,
  judgement: ASKED_ON_DEMAND,
  origin: 'typed',
  askedAtMs: 0,
});

test('a question is published, answered and no longer open', async () => {
  await using stage = await work();
  const turnId = stage.core.nextTurnId();
  stage.working.ask(asked(turnId));
  expect(stage.watchers.open.isQuiet).toBe(false);
  await Promise.all([stage.watchers.open.answered(), stage.watchers.gate.drained()]);
  expect(stage.typesOf(turnId)).toEqual([
    'question.detected',
    'answer.started',
    'answer.extended',
    'answer.completed',
  ]);
  expect(stage.completed()).toMatchObject([{ status: 'complete', bullets: ['A protocol'] }]);
  expect(stage.working.answers.counters).toMatchObject({ askedCount: 1, liveCount: 1 });
  expect(stage.watchers.open.isQuiet).toBe(true);
});

test('a question of a turn that was wiped is neither published nor asked of the model', async () => {
  await using stage = await work();
  const gone = stage.core.nextTurnId();
  stage.core.forgotten.forgetAll();
  stage.working.ask(asked(gone));
  expect(stage.watchers.open.isQuiet).toBe(true);
  const next = stage.core.nextTurnId();
  stage.working.ask(asked(next, 'What is UDP?'));
  await stage.watchers.open.answered();
  expect(stage.typesOf(gone)).toEqual([]);
  expect(stage.completed().map(({ turnId }) => turnId)).toEqual([next]);
});

test('of more questions at once than can wait the oldest are refused as busy, and each has an end', async () => {
  await using stage = await work();
  const turnIds = Array.from({ length: 1_100 }, () => stage.core.nextTurnId());
  for (const [index, turnId] of turnIds.entries()) stage.working.ask(asked(turnId, `What is port ${index}?`));
  const refused = () => stage.events.filter((event) => event.type === 'failed' && event.code === 'busy');
  expect(refused().length).toBeGreaterThan(70);
  await stage.watchers.open.answered();
  expect(new Set(stage.completed().map(({ turnId }) => turnId))).toEqual(new Set(turnIds));
  expect(stage.completed().at(-1)).toMatchObject({ turnId: turnIds.at(-1), status: 'complete' });
});

test('a key that is held when nothing was said says so', async () => {
  await using stage = await work();
  stage.working.pushToTalk.press();
  stage.working.pushToTalk.release();
  await stage.clock.advance(20_000);
  expect(stage.events.filter(({ type }) => type === 'failed')).toMatchObject([{ code: 'nothing-said' }]);
  expect(stage.completed()).toEqual([]);
});

test('closing keeps what was heard of an open turn, ends the running answer and asks nothing more', async () => {
  const stage = await work([{ say: '- A' }, { waitMs: 60_000 }, DONE]);
  const { history } = stage.parts;
  const kept = vi.spyOn(history, 'appendTranscript');
  stage.core.publish({
    type: 'transcript.extended',
    atMs: 0,
    turnId: stage.core.nextTurnId(),
    channel: 'them',
    text: 'so what about',
    volatile: '',
  });
  stage.working.ask(asked(stage.core.nextTurnId()));
  await eventually(() => expect(stage.model.runningCount).toBe(1));
  await stage[Symbol.asyncDispose]();
  expect(kept.mock.calls.map(([{ text }]) => text)).toEqual(['so what about']);
  expect(stage.model.runningCount).toBe(0);
  expect(stage.core.run.signal.aborted).toBe(true);
});
