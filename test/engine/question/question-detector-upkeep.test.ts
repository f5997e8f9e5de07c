import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineContext } from '../../../engine/base/engine-context.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { openQuestionDetectorUpkeep } from '../../../engine/question/question-detector-upkeep.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../../assets');

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-upkeep-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

async function open(question: Partial<Settings['question']> = {}, assetsDirectory = ASSETS) {
  const published: UnstampedEvent[] = [];
  const states: ComponentState[] = [];
  const settings = { ...defaultSettings, question: { ...defaultSettings.question, ...question } };
  const context = {
    dataDir,
    assetsDirectory,
    settings: () => settings,
    clock: new VirtualClock(),
    log: silentLogger,
    publish: (event) => published.push(event),
    publishState: (state) => states.push(state),
  } as Partial<EngineContext> as EngineContext;
  return { upkeep: await openQuestionDetectorUpkeep(context), published, states };
}

function judged(turnId: string, text: string, isQuestion: boolean) {
  const probability = isQuestion ? 0.9 : 0.1;
  const judgement = {
    probability,
    isQuestion,
    kind: 'wh',
    worthAnswering: isQuestion,
    completeness: 1,
  } as const;
  return { turnId, channel: 'them', text, previous: [], judgement, voicedMs: 1_000, elapsedMs: 1 } as const;
}

test('the trained detector is stated at the start, with what its sensitivity means', async () => {
  const { upkeep, published, states } = await open();
  expect(upkeep.current().name).not.toBe('rules');
  expect(published).toMatchObject([{ type: 'question-detector.changed', labelCount: 0, canRevert: false }]);
  expect(states).toMatchObject([{ component: 'question-detector', status: 'ready' }]);
});

test('the rules answer where they are chosen, and that is not a fault', async () => {
  const { upkeep, states } = await open({ detector: 'rules' });
  expect(upkeep.current().name).toBe('rules');
  expect(states).toMatchObject([{ status: 'ready' }]);
});

test('without weights the rules stand in, and that is shown as degraded', async () => {
  const { upkeep, states } = await open({}, dataDir);
  expect(upkeep.current().name).toBe('rules');
  expect(states).toMatchObject([{ status: 'degraded' }]);
});

test('a verdict on a judged turn becomes a label', async () => {
  const { upkeep, published } = await open();
  upkeep.observeJudged(judged('turn-1', 'what is tcp', true));
  await upkeep.record('turn-1', 'good');
  expect(published.at(-1)).toEqual({
    type: 'feedback.recorded',
    turnId: 'turn-1',
    verdict: 'good',
    labelCount: 1,
  });
  expect(await readFile(path.join(dataDir, 'question-labels.jsonl'), 'utf8')).toContain('what is tcp');
});

test('a verdict on a typed question is taken but teaches nothing', async () => {
  const { upkeep, published } = await open();
  await upkeep.record('typed-1', 'bad');
  expect(published.at(-1)).toMatchObject({ type: 'feedback.recorded', labelCount: 0 });
  expect(await readdir(dataDir)).toEqual([]);
});

test.each(['not-a-question', 'missed'] as const)('"%s" needs the turn it is about', async (verdict) => {
  const { upkeep } = await open();
  await expect(upkeep.record('long-gone', verdict)).rejects.toMatchObject({ code: 'bad-argument' });
});

test('only the newest 200 turns can be given such a verdict', async () => {
  const { upkeep } = await open();
  for (let index = 0; index <= 200; index += 1)
    upkeep.observeJudged(judged(`turn-${index}`, 'what is tcp', true));
  await expect(upkeep.record('turn-0', 'not-a-question')).rejects.toMatchObject({ code: 'bad-argument' });
  await upkeep.record('turn-1', 'not-a-question');
});

test('forgetting takes the words of judged turns, on disk too, and keeps the label', async () => {
  const { upkeep, published } = await open();
  upkeep.observeJudged(judged('turn-1', 'what is our budget', true));
  await upkeep.record('turn-1', 'good');
  await upkeep.forget();
  expect(await readFile(path.join(dataDir, 'question-labels.jsonl'), 'utf8')).not.toContain('budget');
  await expect(upkeep.record('turn-1', 'missed')).rejects.toMatchObject({ code: 'bad-argument' });
  await upkeep.record('turn-1', 'good');
  expect(published.at(-1)).toMatchObject({ labelCount: 1 });
});

test('there is nothing to revert while the shipped detector is in use', async () => {
  const { upkeep } = await open();
  await expect(upkeep.revert()).rejects.toMatchObject({ code: 'bad-argument' });
});

test('many labels recalibrate the detector, which is stated and can be reverted', async () => {
  const { upkeep, published } = await open();
  const changes = () => published.filter(({ type }) => type === 'question-detector.changed');
  // A user for whom what the detector calls questions mostly is none.
  for (let index = 0; index < 120; index += 1) {
    const turnId = `turn-${index}`;
    upkeep.observeJudged(judged(turnId, index % 6 === 0 ? 'what is tcp' : 'do you want to go on', true));
    await upkeep.record(turnId, index % 6 === 0 ? 'good' : 'not-a-question');
  }
  expect(changes().at(-1)).toMatchObject({ canRevert: true });
  const count = changes().length;
  await upkeep.revert();
  expect(changes()).toHaveLength(count + 1);
});

test('what the first calls looked like is kept for the next start, and a spoiled file does no harm', async () => {
  const file = path.join(dataDir, 'drift-references.json');
  const first = await open();
  for (let index = 0; index < 500; index += 1) {
    first.upkeep.observe({ type: 'channel.measured', noiseFloorDbfs: -60 + (index % 7) } as never);
    first.upkeep.observeJudged(judged(`turn-${index}`, 'what is tcp', index % 3 === 0));
  }
  await first.upkeep[Symbol.asyncDispose]();
  const references = JSON.parse(await readFile(file, 'utf8')) as readonly { readonly name: string }[];
  expect(references.map(({ name }) => name)).toContain('noiseFloorDbfs');
  await writeFile(file, '{');
  const second = await open();
  expect(second.states).toMatchObject([{ status: 'ready' }]);
});
