import type { EngineError } from '../base/engine-error.ts';
import type { Question } from '../base/nouns.ts';
import type { AnswerPath, AnswerStatus } from '../protocol/call-parts.ts';
import type { Clock } from '../base/clock.ts';
import type { AnswerEvent, WaitingReason } from './answer-event.ts';
import type { AnswerRun } from './answer-run.ts';
import { asksUser } from '../wording/asks-user.ts';

/** One asked question on its way to its single `answer-completed`, after which it emits nothing. */
export interface AnswerTurn {
  readonly question: Question;
  readonly isOver: boolean;
  wait(reason: WaitingReason, elapsedMs: number): void;
  extend(bullets: readonly string[]): void;
  complete(
    status: AnswerStatus,
    options?: { readonly isStale?: boolean; readonly error?: EngineError },
  ): void;
}

/** Emits `answer-started` at once. */
export function beginTurn(
  question: Question,
  path: AnswerPath,
  model: string,
  deps: {
    readonly emit: (event: AnswerEvent) => void;
    readonly clock: Clock;
    readonly run?: Pick<AnswerRun, 'requestedAtMs' | 'firstTokenAtMs'>;
  },
): AnswerTurn {
  const { emit, clock, run } = deps;
  const { turnId } = question;
  let isOver = false;
  let bullets: readonly string[] = [];
  let firstBulletAtMs: number | undefined;
  emit({
    type: 'answer-started',
    turnId,
    question: question.text,
    path,
    model,
    ...(asksUser(question.text) && { asksUser: true }),
    atMs: clock.nowMs(),
  });

  return {
    question,
    get isOver() {
      return isOver;
    },
    wait(reason, elapsedMs) {
      if (!isOver) emit({ type: 'answer-waiting', turnId, reason, elapsedMs, atMs: clock.nowMs() });
    },
    extend(next) {
      if (isOver) return;
      const atMs = clock.nowMs();
      firstBulletAtMs ??= atMs;
      bullets = next;
      emit({ type: 'answer-extended', turnId, bullets, atMs });
    },
    complete(status, { isStale = false, error } = {}) {
      if (isOver) return;
      isOver = true;
      const atMs = clock.nowMs();
      if (error) emit({ type: 'failed', turnId, error, atMs });
      emit({
        type: 'answer-completed',
        turnId,
        answer: { turnId, question: question.text, bullets, path, status, model },
        timing: {
          askedAtMs: question.askedAtMs,
          ...(run?.requestedAtMs === undefined ? {} : { requestedAtMs: run.requestedAtMs }),
          ...(run?.firstTokenAtMs === undefined ? {} : { firstTokenAtMs: run.firstTokenAtMs }),
          ...(firstBulletAtMs === undefined ? {} : { firstBulletAtMs }),
          latencyMs: atMs - question.askedAtMs,
          firstBulletMs: firstBulletAtMs === undefined ? null : firstBulletAtMs - question.askedAtMs,
        },
        isStale,
        atMs,
      });
    },
  };
}
