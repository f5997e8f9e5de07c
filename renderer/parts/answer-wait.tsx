import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { TurnAnswer } from '../session/state.ts';

/** What an answer waits for, and for how long already; a screen reader does not read out each second. */
export function AnswerWait({ answer: { waiting } }: { readonly answer: TurnAnswer }) {
  const { t, age } = useMessages();
  const nowMs = useSessionState((state) => state.nowMs);
  if (!waiting) return <span className="wait">{t('wait.answer')}</span>;
  const elapsedMs = waiting.elapsedMs + Math.max(0, nowMs - waiting.receivedAtMs);
  return (
    <span className="wait">
      {t(`wait.${waiting.reason}`)}
      {elapsedMs >= 1_000 && (
        <span className="figures" aria-hidden="true">
          {' '}
          {age(elapsedMs)}
        </span>
      )}
    </span>
  );
}
