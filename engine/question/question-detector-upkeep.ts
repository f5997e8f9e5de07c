import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { EngineError } from '../base/engine-error.ts';
import type { EngineEvent, UnstampedEvent } from '../protocol/events.ts';
import { createDriftMonitor, driftValuesOf, type DriftMonitor } from './drift.ts';
import { openFeedbackStore, type FeedbackStore } from './feedback-store.ts';
import { loadQuestionDetector } from './load-question-detector.ts';
import type { QuestionDetector } from './question-detector.ts';
import { referenceSchema } from './question-model.ts';
import { createRulesDetector } from './rules-detector.ts';
import { sensitivityMeaning } from './sensitivity.ts';
import type { JudgedUtterance } from './track-questions.ts';
import type { TrainedDetector } from './trained-detector.ts';

export type FeedbackVerdict = Extract<UnstampedEvent, { type: 'feedback.recorded' }>['verdict'];

/** Turns that can still be given a verdict. */
const JUDGED_LIMIT_COUNT = 200;
/** Drift is looked at anew after so many judged utterances. */
const DRIFT_CHECK_COUNT = 20;

/** Keeps the question detector honest: labels, recalibration and drift, told as `detector.changed`. */
export interface DetectorCare extends AsyncDisposable {
  current(): QuestionDetector;
  /** @throws EngineError 'bad-argument' when the turn is unknown or too old. */
  record(turnId: string, verdict: FeedbackVerdict): Promise<void>;
  /** @throws EngineError 'bad-argument' when the shipped detector is in use already. */
  revert(): Promise<void>;
  applySettings(): void;
  observe(event: EngineEvent): void;
  observeJudged(judged: JudgedUtterance): void;
}

export async function createDetectorCare(context: EngineContext): Promise<DetectorCare> {
  const { dataDir, assetsDirectory, settings, clock, log, publish, tellState } = context;
  const calibrationPath = path.join(dataDir, 'question-calibration.json');
  const referencesPath = path.join(dataDir, 'drift-references.json');
  const rules = createRulesDetector();
  const load = (): Promise<QuestionDetector> =>
    loadQuestionDetector({
      path: path.join(assetsDirectory, 'question-detector.json'),
      calibrationPath,
      sensitivity: () => settings().question.sensitivity,
      log,
    });
  let loaded = await load();
  const feedback = isTrained(loaded)
    ? await openFeedbackStore({
        labelsPath: path.join(dataDir, 'question-labels.jsonl'),
        calibrationPath,
        detector: loaded,
        keepsText: () => settings().privacy.retention === 'keep',
        clock,
        log,
      })
    : undefined;
  const drift = createDriftMonitor([
    ...(isTrained(loaded) ? loaded.model.references : []),
    ...(await readReferences(referencesPath)),
  ]);
  const judgedTurns = new Map<string, JudgedUtterance>();
  const endedAtMs = new Map<string, number>();
  let judgedCount = 0;
  let noiseFloorDbfs = Number.NaN;
  let toldDrift = '';

  const current = (): QuestionDetector => (settings().question.detector === 'rules' ? rules : loaded);
  const tell = (): void => {
    const detector = current();
    publish({
      type: 'detector.changed',
      name: detector.name,
      ...meaningOf(detector, settings().question.sensitivity),
      ...feedbackOf(feedback),
      ...driftOf(drift),
    });
    const { alert } = drift.report();
    tellState({
      component: 'question-detector',
      status:
        alert || (!isTrained(detector) && settings().question.detector === 'trained') ? 'degraded' : 'ready',
      reason: alert ? `${alert.message} ${alert.remedy}` : detector.name,
      ...(alert && { action: { label: 'Open settings', kind: 'open-settings', target: 'questions' } }),
    });
  };
  const reload = async (): Promise<void> => {
    loaded = await load();
    tell();
  };
  tell();

  return {
    current,
    applySettings: tell,
    record: async (turnId, verdict) => {
      const judged = judgedTurns.get(turnId);
      if (!judged) {
        throw new EngineError('bad-argument', 'That turn is too long ago.', 'Give feedback on a newer one.');
      }
      const { text, channel, previous, voice } = judged;
      const utterance = { text, channel, previous, isPartial: false, ...(voice && { voice }) };
      const outcome = await feedback?.add(utterance, verdict);
      publish({ type: 'feedback.recorded', turnId, verdict, labelCount: feedback?.labelCount ?? 0 });
      if (outcome === 'recalibrated') await reload();
    },
    revert: async () => {
      if (!(await feedback?.revert())) {
        throw new EngineError(
          'bad-argument',
          'The shipped question detector is in use already.',
          'Nothing to do.',
        );
      }
      await reload();
    },
    observe: (event) => {
      if (event.type === 'channel.measured') noiseFloorDbfs = event.noiseFloorDbfs;
      if (event.type === 'turn.ended') endedAtMs.set(event.turnId, event.atMs);
      if (event.type !== 'transcript.completed' && event.type !== 'transcript.dropped') return;
      const startedAtMs = endedAtMs.get(event.turnId);
      endedAtMs.delete(event.turnId);
      if (startedAtMs !== undefined && event.type === 'transcript.completed') {
        drift.observe({ recognizerPaceMs: event.atMs - startedAtMs });
      }
    },
    observeJudged: (judged) => {
      judgedTurns.set(judged.turnId, judged);
      if (judgedTurns.size > JUDGED_LIMIT_COUNT) {
        const [oldest] = judgedTurns.keys();
        if (oldest !== undefined) judgedTurns.delete(oldest);
      }
      drift.observe({
        ...driftValuesOf(judged),
        positiveRate: judged.judgement.isQuestion ? 1 : 0,
        noiseFloorDbfs,
      });
      judgedCount += 1;
      if (judgedCount % DRIFT_CHECK_COUNT !== 0) return;
      const report = drift.report();
      const summary = `${report.state} ${report.alert?.level ?? ''}`;
      if (summary !== toldDrift) tell();
      toldDrift = summary;
    },
    [Symbol.asyncDispose]: () => writeReferences(referencesPath, drift, log),
  };
}

function isTrained(detector: QuestionDetector): detector is TrainedDetector {
  return 'logOdds' in detector;
}

function meaningOf(detector: QuestionDetector, sensitivity: number): { threshold: number; meaning: string } {
  if (!isTrained(detector)) {
    return { threshold: 0.5, meaning: 'readable rules decide; the sensitivity has no part in it' };
  }
  const { threshold, text } = sensitivityMeaning(sensitivity, detector.model, detector.model.threshold);
  return { threshold, meaning: text };
}

function feedbackOf(feedback: FeedbackStore | undefined): { canRevert: boolean; labelCount: number } {
  return { canRevert: feedback?.canRevert ?? false, labelCount: feedback?.labelCount ?? 0 };
}

function driftOf(
  monitor: DriftMonitor,
): Pick<Extract<UnstampedEvent, { type: 'detector.changed' }>, 'drift' | 'driftedFeatures'> {
  const { state, features } = monitor.report();
  return {
    drift: state,
    driftedFeatures: features
      .filter((feature) => feature.state !== 'stable' && feature.state !== 'unknown')
      .map(({ name }) => name),
  };
}

/** What this machine's first calls looked like, where nothing was shipped to compare with. */
async function readReferences(file: string): Promise<z.infer<typeof referenceSchema>[]> {
  try {
    return z.array(referenceSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return [];
  }
}

async function writeReferences(
  file: string,
  monitor: DriftMonitor,
  log: EngineContext['log'],
): Promise<void> {
  const references = monitor.learnedReferences();
  if (references.length === 0) return;
  try {
    await makeFolder(path.dirname(file));
    await writeFileAtomic(file, JSON.stringify(references));
  } catch (error) {
    log.warn('drift references could not be written', { error });
  }
}
