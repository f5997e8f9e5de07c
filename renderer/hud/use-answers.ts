import { useMemo } from 'react';
import type { AskedTurn } from '../session/selectors.ts';
import { askedTurns } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { showTurn, useView } from '../parts/view-state.ts';

interface Answers {
  readonly all: readonly AskedTurn[];
  /** The one on the card. */
  readonly shown: AskedTurn | undefined;
  readonly shownIndex: number;
  readonly newest: AskedTurn | undefined;
  readonly isNewest: boolean;
  readonly select: (index: number) => void;
}

export function useAnswers(): Answers {
  const turns = useSessionState((state) => state.turns);
  const askedTurnIds = useSessionState((state) => state.askedTurnIds);
  const shownTurnId = useView((view) => view.shownTurnId);
  const all = useMemo(() => askedTurns({ turns, askedTurnIds }), [turns, askedTurnIds]);
  const newest = all.at(-1);
  const shownIndex = all.findIndex(({ turnId }) => turnId === shownTurnId);
  return {
    all,
    shown: all[shownIndex],
    shownIndex,
    newest,
    isNewest: newest !== undefined && shownIndex === all.length - 1,
    select: (index) => {
      const turn = all[Math.max(0, Math.min(all.length - 1, index))];
      if (turn) showTurn(turn.turnId);
    },
  };
}
