import path from 'node:path';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { ComponentState, EngineEvent, UnstampedEvent } from './protocol/events.ts';
import type { Settings } from './protocol/settings.ts';
import type { QuestionDetector } from './question/question-detector.ts';
import { createRulesDetector } from './question/rules-detector.ts';
import type { JudgedUtterance } from './question/track-questions.ts';

export type FeedbackVerdict = Extract<UnstampedEvent, { type: 'feedback.recorded' }>['verdict'];

/** Keeps the question detector honest: labels, recalibration and drift, told as `detector.changed`. */
export interface DetectorCare extends AsyncDisposable {
  current(): QuestionDetector;
  record(turnId: string, verdict: FeedbackVerdict): Promise<void>;
  revert(): Promise<void>;
  applySettings(): void;
  observe(event: EngineEvent): void;
  observeJudged(judged: JudgedUtterance): void;
}

export interface DetectorCareDeps {
  readonly dataDir: string;
  readonly assetsDirectory: string;
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publish: (event: UnstampedEvent) => void;
  readonly tellState: (state: ComponentState) => void;
}

export async function createDetectorCare(deps: DetectorCareDeps): Promise<DetectorCare> {
  const rules = createRulesDetector();
  deps.tellState({ component: 'question-detector', status: 'ready', reason: rules.name });
  void path;
  return {
    current: () => rules,
    record: async (turnId, verdict) =>
      deps.publish({ type: 'feedback.recorded', turnId, verdict, labelCount: 0 }),
    revert: async () => undefined,
    applySettings: () => undefined,
    observe: () => undefined,
    observeJudged: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
