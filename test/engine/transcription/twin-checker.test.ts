import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { PassRunner } from '../../../engine/transcription/pass-runner.ts';
import { TwinChecker, type CheckedUtterance } from '../../../engine/transcription/twin-checker.ts';
import { TwinTrust } from '../../../engine/transcription/twin-trust.ts';
import { VirtualClock } from '../../../scripts/bench/virtual-clock.ts';
import { FakeSpeechProcess } from '../../fakes/speech-process.ts';

const UTTERANCE: CheckedUtterance = {
  samples: new Int16Array(16_000).fill(1_000),
  language: 'en',
  prompt: '',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-checker-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('bundled utterances are tried on both models when nobody speaks, and the verdict is told once', async () => {
  const stage = await open(
    'bundled',
    Array.from({ length: 6 }, () => UTTERANCE),
  );
  await stage.pass(20_000);
  expect(stage.trust.comparedCount).toBe(6);
  expect(stage.runner.measure().passCount).toBe(12);
  expect(stage.verdicts).toEqual(['trusted']);
});

test('an utterance whose text is known costs one pass, by the other model', async () => {
  const stage = await open('known', []);
  stage.checker.remember({ ...UTTERANCE, known: { variant: 'full', text: 'Same words.' } });
  await stage.pass(4_000);
  expect(stage.trust.comparedCount).toBe(1);
  expect(stage.trust.agreedCount).toBe(1);
  expect(stage.runner.measure()).toMatchObject({ passCount: 1 });
  expect(stage.runner.measure().twinPassMs).toBeGreaterThan(0);
});

test('a trusted twin is looked at again on one utterance in eight', async () => {
  const stage = await open(
    'sampled',
    Array.from({ length: 6 }, () => UTTERANCE),
  );
  await stage.pass(20_000);
  for (let index = 0; index < 16; index += 1) {
    stage.checker.remember({ ...UTTERANCE, known: { variant: 'twin', text: 'other words' } });
  }
  await stage.pass(20_000);
  expect([stage.trust.agreedCount, stage.trust.comparedCount]).toEqual([6, 8]);
  expect(stage.verdicts).toEqual(['trusted', 'refused']);
});

test('nothing is compared while a pass runs', async () => {
  const stage = await open('busy', [UTTERANCE], 60_000);
  void stage.runner
    .run({ ...UTTERANCE, variant: 'full', urgency: 'final' }, stage.stop.signal)
    .catch(() => undefined);
  await stage.pass(30_000);
  expect(stage.trust.comparedCount).toBe(0);
});

interface Stage {
  readonly runner: PassRunner;
  readonly trust: TwinTrust;
  readonly checker: TwinChecker;
  readonly verdicts: readonly string[];
  readonly stop: AbortController;
  /** Lets time pass, and the record of each comparison reach the disk. */
  pass(durationMs: number): Promise<void>;
}

async function open(name: string, bundled: readonly CheckedUtterance[], passMs = 300): Promise<Stage> {
  const clock = new VirtualClock();
  const runner = new PassRunner({
    spawn: () => new FakeSpeechProcess({ clock, passMs, text: () => 'same words' }),
    entryPath: 'entry',
    modelPath: 'model.bin',
    twinPath: 'twin.bin',
    useGpu: false,
    threadCount: 2,
    memoryLimitBytes: 2_000_000_000,
    clock,
    log: silentLogger,
    onReady: () => undefined,
    onRestart: () => undefined,
    onDown: () => undefined,
    onTwinFailed: () => expect.unreachable('the twin runs'),
  });
  await clock.runUntil(runner.start());
  await clock.advance(1_000);
  const trust = await TwinTrust.open(path.join(folder, `${name}.json`));
  const verdicts: string[] = [];
  const stop = new AbortController();
  const onVerdict = (): void => void verdicts.push(trust.verdict);
  const checker = new TwinChecker({ runner, trust, clock, log: silentLogger, onVerdict }, bundled);
  void checker.run(stop.signal);
  const pass = async (durationMs: number): Promise<void> => {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 250) {
      await clock.advance(250);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { runner, trust, checker, verdicts, stop, pass };
}
