import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { EngineError } from '../base/engine-error.ts';
import { readStateFile } from '../base/regular-file.ts';
import type { FeedbackVerdict } from '../protocol/call-parts.ts';
import type { EngineEvent, UnstampedEvent } from '../protocol/events.ts';
import { keepsWords } from '../protocol/settings.ts';
import { createDriftMonitor, driftValuesOf, type DriftMonitor } from './drift.ts';
import { openFeedbackStore, type FeedbackStore } from './feedback-store.ts';
import { loadQuestionDetector } from './load-question-detector.ts';
import type { QuestionDetector } from './question-detector.ts';
import { referenceSchema } from './question-model.ts';
import { createRulesDetector } from './rules-detector.ts';
import { sensitivityMeaning } from './sensitivity.ts';
import type { JudgedUtterance } from './track-questions.ts';
import type { TrainedDetector } from './trained-detector.ts';

/** Turns that can still be given a verdict. */
const JUDGED_LIMIT_COUNT = 200;
/** Drift is checked again after this many judged utterances. */
const DRIFT_CHECK_COUNT = 20;

/** Keeps the question detector honest: labels, recalibration and drift, published as `question-detector.changed`. */
export interface QuestionDetectorUpkeep extends AsyncDisposable {
  current(): QuestionDetector;
  /** @throws EngineError 'bad-argument' when the turn is unknown or too old. */
  record(turnId: string, verdict: FeedbackVerdict): Promise<void>;
  /** @throws EngineError 'bad-argument' when the shipped detector is in use already. */
  revert(): Promise<void>;
  applySettings(): void;
  observe(event: EngineEvent): void;
  observeJudged(judged: JudgedUtterance): void;
  /** Forgets the words of judged turns, on disk too; what was learned from them stays. */
  forget(): Promise<void>;
  /** The same on disk, for turns judged before then. */
  forgetBefore(wallMs: number): Promise<void>;
}

export async function openQuestionDetectorUpkeep(context: EngineContext): Promise<QuestionDetectorUpkeep> {
  const { dataDir, assetsDirectory, settings, clock, log } = context;
  const calibrationPath = path.join(dataDir, 'question-calibration.json');
  const referencesPath = path.join(dataDir, 'drift-references.json');
  const load = (): Promise<QuestionDetector> =>
    loadQuestionDetector({
      path: path.join(assetsDirectory, 'question-detector.json'),
      calibrationPath,
      sensitivity: () => settings().question.sensitivity,
      log,
    });
  const loaded = await load();
  const feedback = isTrained(loaded)
    ? await openFeedbackStore({
        labelsPath: path.join(dataDir, 'question-labels.jsonl'),
        calibrationPath,
        detector: loaded,
        keepsText: () => keepsWords(settings()),
        clock,
        log,
      })
    : undefined;
  const drift = createDriftMonitor([
    ...(isTrained(loaded) ? loaded.model.references : []),
    ...(await readReferences(referencesPath)),
  ]);
  return new Upkeep(context, loaded, load, feedback, drift, referencesPath);
}

class Upkeep implements QuestionDetectorUpkeep {
  readonly #context: EngineContext;
  readonly #rules = createRulesDetector();
  readonly #load: () => Promise<QuestionDetector>;
  readonly #feedback: FeedbackStore | undefined;
  readonly #drift: DriftMonitor;
  readonly #referencesPath: string;
  readonly #judgedTurns = new Map<string, JudgedUtterance>();
  readonly #endedAtMs = new Map<string, number>();
  #loaded: QuestionDetector;
  #judgedCount = 0;
  #noiseFloorDbfs = Number.NaN;
  #publishedDrift = '';

  constructor(
    context: EngineContext,
    loaded: QuestionDetector,
    load: () => Promise<QuestionDetector>,
    feedback: FeedbackStore | undefined,
    drift: DriftMonitor,
    referencesPath: string,
  ) {
    this.#context = context;
    this.#loaded = loaded;
    this.#load = load;
    this.#feedback = feedback;
    this.#drift = drift;
    this.#referencesPath = referencesPath;
    this.#publish();
  }

  current(): QuestionDetector {
    return this.#context.settings().question.detector === 'rules' ? this.#rules : this.#loaded;
  }

  applySettings(): void {
    this.#publish();
  }

  async forget(): Promise<void> {
    this.#judgedTurns.clear();
    this.#endedAtMs.clear();
    await this.#feedback?.forgetWords();
  }

  async forgetBefore(wallMs: number): Promise<void> {
    await this.#feedback?.forgetWords(wallMs);
  }

  async record(turnId: string, verdict: FeedbackVerdict): Promise<void> {
    const judged = this.#judgedTurns.get(turnId);
    if (!judged) {
      // An answer to a typed question says nothing about the detector.
      if (verdict === 'good' || verdict === 'bad') return this.#publishVerdict(turnId, verdict);
      throw new EngineError('bad-argument', 'That turn was too long ago.', 'Give feedback on a newer one.');
    }
    const { text, channel, previous, voice } = judged;
    const utterance = { text, channel, previous, isPartial: false, ...(voice && { voice }) };
    const outcome = await this.#feedback?.add(utterance, verdict);
    this.#publishVerdict(turnId, verdict);
    if (outcome === 'recalibrated') await this.#reload();
  }

  async revert(): Promise<void> {
    if (!(await this.#feedback?.revert())) {
      throw new EngineError(
        'bad-argument',
        'The shipped question detector is already in use.',
        'Nothing to do.',
      );
    }
    await this.#reload();
  }

  observe(event: EngineEvent): void {
    if (event.type === 'channel.measured') this.#noiseFloorDbfs = event.noiseFloorDbfs;
    if (event.type === 'turn.ended') this.#endedAtMs.set(event.turnId, event.atMs);
    if (event.type !== 'transcript.completed' && event.type !== 'transcript.dropped') return;
    const endedAtMs = this.#endedAtMs.get(event.turnId);
    this.#endedAtMs.delete(event.turnId);
    if (endedAtMs !== undefined && event.type === 'transcript.completed') {
      this.#drift.observe({ recognizerPaceMs: event.atMs - endedAtMs });
    }
  }

  observeJudged(judged: JudgedUtterance): void {
    this.#judgedTurns.set(judged.turnId, judged);
    if (this.#judgedTurns.size > JUDGED_LIMIT_COUNT) {
      const [oldest] = this.#judgedTurns.keys();
      if (oldest !== undefined) this.#judgedTurns.delete(oldest);
    }
    this.#drift.observe({
      ...driftValuesOf(judged),
      positiveRate: judged.judgement.isQuestion ? 1 : 0,
      noiseFloorDbfs: this.#noiseFloorDbfs,
    });
    this.#judgedCount += 1;
    if (this.#judgedCount % DRIFT_CHECK_COUNT !== 0) return;
    const report = this.#drift.report();
    const summary = `${report.state} ${report.alert?.level ?? ''}`;
    if (summary !== this.#publishedDrift) this.#publish();
    this.#publishedDrift = summary;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return writeReferences(this.#referencesPath, this.#drift, this.#context.log);
  }

  #publishVerdict(turnId: string, verdict: FeedbackVerdict): void {
    const labelCount = this.#feedback?.labelCount ?? 0;
    this.#context.publish({ type: 'feedback.recorded', turnId, verdict, labelCount });
  }

  async #reload(): Promise<void> {
    this.#loaded = await this.#load();
    this.#publish();
  }

  #publish(): void {
    const { settings, publish, publishState } = this.#context;
    const { sensitivity, detector: chosen } = settings().question;
    const detector = this.current();
    publish({
      type: 'question-detector.changed',
      name: detector.name,
      ...meaningOf(detector, sensitivity),
      ...feedbackOf(this.#feedback),
      ...driftOf(this.#drift),
    });
    const { alert } = this.#drift.report();
    publishState({
      component: 'question-detector',
      status: alert || (!isTrained(detector) && chosen === 'trained') ? 'degraded' : 'ready',
      reason: alert ? `${alert.message} ${alert.remedy}` : detector.name,
      ...(alert && { action: { label: 'Open settings', kind: 'open-settings', target: 'questions' } }),
    });
  }
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
): Pick<Extract<UnstampedEvent, { type: 'question-detector.changed' }>, 'drift' | 'driftedFeatures'> {
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
    return z.array(referenceSchema).parse(JSON.parse(await readStateFile(file)));
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
