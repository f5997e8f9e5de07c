import { finishedBullets } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useAnswers } from './use-answers.ts';

/** Long enough for a screen reader to notice it; then the list itself is the only place to find it. */
const KEEP_MS = 4_000;

/**
 * Announces the question on the card and each of its bullets once it is finished: politely, once and whole,
 * never word by word. Always on the page, since only a region that was there before is listened to.
 */
export function AnswerReadOut() {
  const { shown, isNewest } = useAnswers();
  const nowMs = useSessionState((state) => state.nowMs);
  const isOver =
    shown !== undefined && shown.answer.bulletsAtMs > 0 && nowMs - shown.answer.bulletsAtMs > KEEP_MS;
  return (
    <div className="unseen" aria-live="polite" aria-relevant="additions">
      {shown && isNewest && !isOver && (
        <>
          <p key={`${shown.turnId} question`}>{shown.answer.question}</p>
          {finishedBullets(shown.answer).map((bullet, index) => (
            <p key={`${shown.turnId} ${index}`}>{bullet}</p>
          ))}
        </>
      )}
    </div>
  );
}
