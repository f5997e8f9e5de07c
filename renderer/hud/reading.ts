import type { AskedTurn } from '../session/selectors.ts';

/** To find the place and take in the question, then each word at an easy pace. */
const READ_START_MS = 2_500;
const READ_WORD_MS = 250;

interface Reading {
  readonly shown: AskedTurn | undefined;
  readonly newest: AskedTurn;
  /** The user pinned the shown answer, went back to it, or wants quiet. */
  readonly isKept: boolean;
  readonly nowMs: number;
}

/** Which answer to show when a newer question was asked: one that is still being read stays. */
export function answerToShow({ shown, newest, isKept, nowMs }: Reading): AskedTurn | undefined {
  if (shown?.turnId === newest.turnId) return newest;
  if (isAskedByUser(newest)) return newest;
  if (isKept) return shown;
  return shown && isBeingRead(shown, nowMs) ? shown : newest;
}

function isBeingRead({ answer: { bullets, bulletsAtMs } }: AskedTurn, nowMs: number): boolean {
  if (bullets.length === 0) return false;
  const wordCount = bullets.join(' ').split(/\s+/).length;
  return nowMs - bulletsAtMs < READ_START_MS + wordCount * READ_WORD_MS;
}

function isAskedByUser({ question }: AskedTurn): boolean {
  return question !== undefined && question.origin !== 'detected';
}
