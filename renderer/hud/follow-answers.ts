import { showTurn, viewStore } from '../parts/view-state.ts';
import { askedTurns } from '../session/selectors.ts';
import type { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { answerToShow } from './reading.ts';

/** Puts each new answer on the card unless another one is being read. Returns the way to stop. */
export function followAnswers({ store }: Session, nowMs = () => performance.now()): () => void {
  let newestTurnId: string | undefined;
  const follow = (state: SessionState): void => {
    if (state.askedTurnIds.at(-1) === newestTurnId) return;
    const asked = askedTurns(state);
    const newest = asked.at(-1);
    const { shownTurnId, isPinned, isQuiet } = viewStore.getState();
    const shown = asked.find(({ turnId }) => turnId === shownTurnId);
    // Away from the newest answer, the user went back to another one.
    const isAway = shown !== undefined && shown.turnId !== newestTurnId;
    newestTurnId = newest?.turnId;
    if (!newest) return showTurn(undefined);
    const isKept = isPinned || isQuiet || isAway;
    // A page that opens in the middle of a call begins with the newest answer: nothing was read on it yet.
    if (isSnapshot(state)) return showTurn(newest.turnId);
    showTurn(answerToShow({ shown, newest, isKept, nowMs: nowMs() })?.turnId);
  };
  follow(store.getState());
  return store.subscribe(follow);
}

/** What the engine sends a page that opens: everything up to now, event by event. */
function isSnapshot({ seq, welcomeSeq, knownSeq }: SessionState): boolean {
  return knownSeq === -1 && seq <= welcomeSeq;
}
