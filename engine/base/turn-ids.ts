import type { Clock } from './clock.ts';

/** Ids of turns: unique over runs, since the history keeps them, and rising within one. */
export function createTurnIds(clock: Clock): () => string {
  const run = Math.floor(clock.wallMs()).toString(36);
  let turnIndex = 0;
  return () => {
    turnIndex += 1;
    return `${run}-${turnIndex}`;
  };
}
