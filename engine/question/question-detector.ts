import type { QuestionJudgement, VoiceFeatures } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';

/** One utterance and what was said just before it. */
export interface Utterance {
  readonly text: string;
  readonly channel: Channel;
  /** True while the hypothesis still grows: only `probability` and `completeness` matter then. */
  readonly isPartial: boolean;
  /** The turns before, oldest first, at most four. */
  readonly previous: readonly { readonly text: string; readonly channel: Channel; readonly gapMs?: number }[];
  readonly voice?: VoiceFeatures;
}

/** Decides whether someone asked something worth answering. Synchronous: ≤ 100 µs on the engine thread. */
export interface QuestionDetector {
  /** Which one runs, e.g. `trained 2026-11-21` or `rules`. */
  readonly name: string;
  judge(utterance: Utterance): QuestionJudgement;
}
