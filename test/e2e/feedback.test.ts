import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

test('a verdict on a heard turn becomes a local label, and asking a passed turn says that it was missed', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const hear = async (sample: string): Promise<string> => {
    const source = await openFileSource({
      path: fixturePath(`samples/${sample}.wav`),
      channel: 'them',
      isFast: true,
      clock: systemClock,
    });
    await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
    await run.engine.answered();
    return eventsOf(run.events, 'transcript.completed').at(-1)?.turnId ?? '';
  };
  const asked = await hear('what-is-tcp--en-gb-Denis-167');
  await run.engine.execute({ type: 'give-feedback', turnId: asked, verdict: 'not-a-question' });
  const passed = await hear('we-use-react-and-typescript--en-us-grandma-143');
  await run.engine.execute({ type: 'push-to-talk', phase: 'press' });
  await run.engine.execute({ type: 'push-to-talk', phase: 'release' });
  await run.engine.answered();
  await expect.poll(() => eventsOf(run.events, 'feedback.recorded').length).toBeGreaterThanOrEqual(2);

  const feedback = eventsOf(run.events, 'feedback.recorded');
  expect(feedback.map(({ turnId, verdict, labelCount }) => ({ turnId, verdict, labelCount }))).toEqual([
    { turnId: asked, verdict: 'not-a-question', labelCount: 1 },
    { turnId: passed, verdict: 'missed', labelCount: 2 },
  ]);
  expect(eventsOf(run.events, 'question.detected').at(-1)).toMatchObject({
    turnId: passed,
    origin: 'push-to-talk',
  });
  const labels = readFileSync(path.join(run.dataDir, 'question-labels.jsonl'), 'utf8').trim().split('\n');
  expect(labels.map((line) => (JSON.parse(line) as { isQuestion: boolean }).isQuestion)).toEqual([
    false,
    true,
  ]);
  await expect(run.engine.execute({ type: 'revert-question-detector' })).rejects.toMatchObject({
    code: 'bad-argument',
  });
});
