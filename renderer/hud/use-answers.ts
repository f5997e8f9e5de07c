import { useMemo } from 'react';
import type { AskedTurn } from '../session/selectors.ts';
import { askedTurns } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { selectTurn, useView } from '../parts/view-state.ts';

interface Answers {
  readonly all: readonly AskedTurn[];
  /** The one to show: the newest, or the one the user went back to while nothing newer was asked. */
  readonly shown: AskedTurn | undefined;
  readonly shownIndex: number;
  readonly isNewest: boolean;
  readonly select: (index: number) => void;
}

export function useAnswers(): Answers {
  const turns = useSessionState((state) => state.turns);
  const askedTurnIds = useSessionState((state) => state.askedTurnIds);
  const selectedTurnId = useView((view) => view.selectedTurnId);
  const selectedUnderTurnId = useView((view) => view.selectedUnderTurnId);
  const all = useMemo(() => askedTurns({ turns, askedTurnIds }), [turns, askedTurnIds]);
  const newest = all.at(-1);
  const selectedIndex =
    selectedUnderTurnId === newest?.turnId ? all.findIndex(({ turnId }) => turnId === selectedTurnId) : -1;
  const shownIndex = selectedIndex === -1 ? all.length - 1 : selectedIndex;
  return {
    all,
    shown: all[shownIndex],
    shownIndex,
    isNewest: shownIndex === all.length - 1,
    select: (index) => {
      const turn = all[Math.max(0, Math.min(all.length - 1, index))];
      selectTurn(turn === newest ? undefined : turn?.turnId, newest?.turnId);
    },
  };
}
