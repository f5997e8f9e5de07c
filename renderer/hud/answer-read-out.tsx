import { finishedBullets } from '../session/selectors.ts';
import { useAnswers } from './use-answers.ts';

/**
 * The newest answer for screen readers: each bullet is added once it is finished, so it is spoken once and
 * whole, never word by word. Always on the page, since only a region that was there before is listened to.
 */
export function AnswerReadOut() {
  const { all } = useAnswers();
  const newest = all.at(-1);
  return (
    <div className="read-out" aria-live="polite" aria-relevant="additions">
      {newest &&
        finishedBullets(newest.answer).map((bullet, index) => (
          <p key={`${newest.turnId} ${index}`}>{bullet}</p>
        ))}
    </div>
  );
}
