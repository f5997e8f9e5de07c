import { useMessages } from '../messages/use-messages.ts';
import { useAnswers } from './use-answers.ts';

/** Everything asked so far, newest first: the rail of a wide window. */
export function EarlierQuestions() {
  const { t } = useMessages();
  const { all, shownIndex, select } = useAnswers();
  return (
    <nav className="rail" aria-label={t('rail.title')}>
      <h2 className="pane-title">{t('rail.title')}</h2>
      {all.length === 0 && <p className="hint">{t('rail.empty')}</p>}
      <ol>
        {all
          .map((turn, index) => (
            <li key={turn.turnId}>
              <button
                type="button"
                className="rail-item"
                aria-current={index === shownIndex ? 'true' : undefined}
                onClick={() => select(index)}
              >
                <span className="rail-question">{turn.answer.question || t('answer.your-question')}</span>
                <span className="rail-bullet">{turn.answer.bullets[0] ?? t('rail.no-bullets')}</span>
              </button>
            </li>
          ))
          .reverse()}
      </ol>
    </nav>
  );
}
