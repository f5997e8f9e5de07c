import { useSessionState } from '../session/session-context.tsx';
import type { TurnAnswer } from '../session/state.ts';
import { isEnded } from '../session/turns.ts';

interface BulletListProps {
  readonly answer: TurnAnswer;
  readonly isNewest: boolean;
}

/** The bullets as they come, in room that is kept for all of them. */
export function BulletList({ answer, isNewest }: BulletListProps) {
  const bulletCount = useSessionState((state) => state.settings?.answer.bulletCount ?? 4);
  const missing = isNewest && !isEnded(answer) ? Math.max(0, bulletCount - answer.bullets.length) : 0;
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
      {answer.failure && (
        <p className="failure" role="alert">
          <strong>{answer.failure.message}</strong> {answer.failure.remedy}
        </p>
      )}
    </div>
  );
}
