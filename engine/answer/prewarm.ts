import type { Clock } from '../base/clock.ts';
import type { Question } from '../base/nouns.ts';
import type { Settings } from '../protocol/settings.ts';
import type { AnswerCache } from './answer-cache.ts';

/** A question whose answer is to be refreshed, or that no one has asked yet (its turn is then ''). */
export type UnseenQuestion = Pick<Question, 'turnId' | 'text' | 'antecedent'>;

/** The part of the scheduler that answers questions no one has asked. */
export interface UnseenWork {
  answer(question: UnseenQuestion): Promise<'answered' | 'known' | 'stopped' | 'failed'>;
}

const CHECK_EVERY_MS = 2_000;
/** After this much quiet, the answer to what was just asked may be refreshed. */
const REFRESH_IDLE_MS = 4_000;
/** After this much quiet, answers may be prepared that might be wanted one day. */
const PREWARM_IDLE_MS = 30_000;
/** How long the model is left alone after a failure. */
const RETRY_AFTER_MS = 300_000;
const FREQUENT_COUNT = 20;

/**
 * While nothing else is happening: refreshes answers that were shown although old, then answers the user's
 * frequent questions and the starter questions, one at a time. Runs until `signal` aborts; never throws.
 */
export async function keepWarm(
  deps: {
    readonly scheduler: {
      readonly answerUnseen: UnseenWork['answer'];
      readonly staleQuestions: Map<string, UnseenQuestion>;
      readonly isBusy: boolean;
    };
    readonly settings: () => Settings;
    readonly cache: AnswerCache;
    readonly isIdle: () => boolean;
    readonly starterQuestions: readonly string[];
    readonly clock: Clock;
  },
  signal: AbortSignal,
): Promise<void> {
  const { scheduler, cache, clock } = deps;
  let idleSinceMs: number | undefined;
  let pausedUntilMs = -Infinity;
  /** What was answered, or found answered, under the current settings. */
  let done = { settings: deps.settings(), questions: new Set<string>() };

  function nextQuestion(idleMs: number): UnseenQuestion | undefined {
    const settings = deps.settings();
    if (!settings.answer.cache || idleMs < REFRESH_IDLE_MS) return undefined;
    // The newest is the one still being read.
    const stale = [...scheduler.staleQuestions.values()].at(-1);
    if (stale || !settings.model.prewarm || idleMs < PREWARM_IDLE_MS) return stale;
    if (done.settings !== settings) done = { settings, questions: new Set() };
    // Starter questions are about the user: without a profile there is nothing to answer them from.
    const starters = isEmptyProfile(settings.profile) ? [] : deps.starterQuestions;
    const text = [...cache.frequentQuestions(FREQUENT_COUNT), ...starters].find(
      (question) => !done.questions.has(question),
    );
    return text === undefined ? undefined : { turnId: '', text };
  }

  while (!signal.aborted) {
    await clock.sleep(CHECK_EVERY_MS, signal).catch(() => undefined);
    const nowMs = clock.nowMs();
    if (signal.aborted || scheduler.isBusy || !deps.isIdle()) {
      idleSinceMs = undefined;
      continue;
    }
    idleSinceMs ??= nowMs;
    const question = nowMs < pausedUntilMs ? undefined : nextQuestion(nowMs - idleSinceMs);
    if (question === undefined) continue;
    const result = await scheduler.answerUnseen(question);
    if (result === 'failed') pausedUntilMs = clock.nowMs() + RETRY_AFTER_MS;
    if (result === 'stopped') {
      idleSinceMs = undefined;
      continue;
    }
    for (const [key, stale] of scheduler.staleQuestions)
      if (stale === question) scheduler.staleQuestions.delete(key);
    if (question.turnId === '') done.questions.add(question.text);
  }
}

function isEmptyProfile({ role, topic, notes }: Settings['profile']): boolean {
  return role === '' && topic === '' && notes === '';
}
