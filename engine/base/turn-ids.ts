import type { Clock } from './clock.ts';

/** The place of a turn among those of its run. */
export function turnIndexOf(turnId: string): number {
  return Number(turnId.slice(turnId.lastIndexOf('-') + 1));
}

/** Ids of turns: unique over runs, since the history keeps them, and rising within one. */
export function createTurnIds(clock: Clock): () => string {
  const run = Math.floor(clock.wallMs()).toString(36);
  let turnIndex = 0;
  return () => {
    turnIndex += 1;
    return `${run}-${turnIndex}`;
  };
}
