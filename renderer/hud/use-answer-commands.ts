import type { MessageKey } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { noteCopied, showTurn } from '../parts/view-state.ts';
import type { AskedTurn } from '../session/selectors.ts';
import { useSession } from '../session/session-context.tsx';
import type { Verdict } from '../session/state.ts';

export const WISHES = ['shorter', 'more', 'example'] as const;
type Wish = (typeof WISHES)[number];

const WISH_TEXTS = {
  shorter: 'ask.shorter',
  more: 'ask.more',
  example: 'ask.example',
} as const satisfies Record<Wish, MessageKey>;

interface AnswerCommands {
  readonly copy: () => void;
  readonly judge: (verdict: Verdict) => void;
  readonly askAgain: () => void;
  readonly stop: () => void;
  readonly dismiss: () => void;
  readonly wish: (wish: Wish) => void;
}

/** What can be done with the answer on the card; nothing happens when there is none. */
export function useAnswerCommands(turn: AskedTurn | undefined): AnswerCommands {
  const session = useSession();
  const { t } = useMessages();
  const turnId = turn?.turnId ?? '';
  const ifShown =
    <Given extends readonly unknown[]>(act: (...given: Given) => void) =>
    (...given: Given): void => {
      if (turn) act(...given);
    };
  return {
    copy: ifShown(() => void copyAnswer(turn)),
    judge: ifShown((verdict: Verdict) => void session.send({ type: 'give-feedback', turnId, verdict })),
    askAgain: ifShown(() => void session.send({ type: 'regenerate', turnId })),
    stop: () => void session.send({ type: 'cancel' }),
    dismiss: ifShown(() => showTurn(undefined)),
    wish: ifShown(
      (wish: Wish) => void session.send({ type: 'ask', text: t(WISH_TEXTS[wish]), aboutTurnId: turnId }),
    ),
  };
}

async function copyAnswer(turn: AskedTurn | undefined): Promise<void> {
  if (!turn) return;
  const text = turn.answer.bullets.map((bullet) => `• ${bullet}`).join('\n');
  await navigator.clipboard.writeText(text).then(
    () => noteCopied(turn.turnId),
    () => undefined,
  );
}
