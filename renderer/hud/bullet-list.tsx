import { useSessionState } from '../session/session-context.tsx';
import type { Failure, TurnAnswer } from '../session/state.ts';
import { isEnded } from '../session/turns.ts';

/** The cause is told once, when it happens; a page opened later does not have it. */
const UNKNOWN_FAILURE: Failure = { code: 'internal', message: 'No answer came.', remedy: 'Ask again.' };

interface BulletListProps {
  readonly answer: TurnAnswer;
  readonly isNewest: boolean;
}

/** The bullets as they come, in room that is kept for all of them. */
export function BulletList({ answer, isNewest }: BulletListProps) {
  const bulletCount = useSessionState((state) => state.settings?.answer.bulletCount ?? 4);
  const missing = isNewest && !isEnded(answer) ? Math.max(0, bulletCount - answer.bullets.length) : 0;
  const { message, remedy } = answer.failure ?? UNKNOWN_FAILURE;
  return (
    <div className="bullets-room">
      {/* The newest answer is read out by AnswerReadOut, bullet by bullet. A bullet's place names it. */}
      <ul className="bullets" aria-hidden={isNewest}>
        {answer.bullets.map((bullet, index) => (
          <li key={index} className="bullet">
            {bullet}
          </li>
        ))}
        {Array.from({ length: missing }, (_, index) => (
          <li key={answer.bullets.length + index} className="bullet pending" aria-hidden="true" />
        ))}
      </ul>
      {answer.phase === 'failed' && (
        <p className="failure" role="alert">
          <strong>{message}</strong> {remedy}
        </p>
      )}
    </div>
  );
}
