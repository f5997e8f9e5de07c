import { turnIndexOf } from '../base/turn-ids.ts';

/** Turns whose words were erased: results still under way for them are neither published nor kept. */
export interface ForgottenTurns {
  has(turnId: string): boolean;
  /** Every turn that has started so far. */
  forgetAll(): void;
}

export function createForgottenTurns(nextTurnId: () => string): ForgottenTurns {
  let newestIndex = -1;
  return {
    has: (turnId) => turnIndexOf(turnId) <= newestIndex,
    forgetAll: () => {
      newestIndex = turnIndexOf(nextTurnId());
    },
  };
}
