import { useMessages } from '../messages/use-messages.ts';
import { heldWords } from '../session/held-ask.ts';
import { useSessionState } from '../session/session-context.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerMeta } from './answer-meta.tsx';
import { BulletList } from './bullet-list.tsx';
import { LiveLine } from './live-line.tsx';
import { RestState } from './rest-state.tsx';
import { useAnswers } from './use-answers.ts';

/** The question in the air and its bullets; before the first question, what to do. */
export function AnswerPane() {
  const { t } = useMessages();
  const answers = useAnswers();
  const isHeldAsk = useSessionState((state) => state.heldAsk !== undefined);
  const { shown } = answers;
  if (isHeldAsk) return <HeldAskCard />;
  if (!shown) return <RestState />;
  return (
    <main className="answer" aria-label={t('answer.title')} tabIndex={-1} data-phase={shown.answer.phase}>
      <LiveLine />
      <h2 className="question">{shown.answer.question || t('answer.your-question')}</h2>
      <AnswerMeta turn={shown} isNewest={answers.isNewest} />
      <BulletList
        key={shown.turnId}
        turnId={shown.turnId}
        answer={shown.answer}
        isNewest={answers.isNewest}
      />
      <AnswerActions
        turn={shown}
        index={answers.shownIndex}
        answerCount={answers.all.length}
        onSelect={answers.select}
      />
    </main>
  );
}

/** A question while it is spoken with the key held, and from the key's release until its answer begins. */
function HeldAskCard() {
  const { t } = useMessages();
  const words = useSessionState(heldWords);
  const isReleased = useSessionState((state) => state.heldAsk?.releasedAtMs !== undefined);
  const bulletCount = useSessionState((state) => state.settings?.answer.bulletCount ?? 4);
  return (
    <main className="answer" aria-label={t('answer.title')} tabIndex={-1} data-phase="held">
      <p className="live-line" aria-hidden="true" />
      <h2 className="question">{words || t('held.listening')}</h2>
      <p className="meta">
        <span className="wait" role="status">
          {isReleased ? t('wait.thinking') : t('held.release')}
        </span>
      </p>
      <div className="bullets-room">
        <ul className="bullets" aria-hidden="true">
          {Array.from({ length: bulletCount }, (_, index) => (
            <li key={index} className="bullet pending" />
          ))}
        </ul>
      </div>
    </main>
  );
}
