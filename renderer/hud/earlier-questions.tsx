import { memo } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { showTurn } from '../parts/view-state.ts';
import type { AskedTurn } from '../session/selectors.ts';
import { useAnswers } from './use-answers.ts';

/** Everything asked so far, newest first: the rail of a wide window. */
export function EarlierQuestions() {
  const { t } = useMessages();
  const { all, shown } = useAnswers();
  return (
    <nav className="rail" aria-label={t('rail.title')}>
      <h2 className="pane-title">{t('rail.title')}</h2>
      {all.length === 0 && <p className="hint">{t('rail.empty')}</p>}
      <ol>
        {all
          .map((turn) => <RailItem key={turn.turnId} turn={turn} isShown={turn.turnId === shown?.turnId} />)
          .reverse()}
      </ol>
    </nav>
  );
}

interface RailItemProps {
  readonly turn: AskedTurn;
  readonly isShown: boolean;
}

/** Drawn again when its own turn changes. */
const RailItem = memo(({ turn: { turnId, answer }, isShown }: RailItemProps) => {
  const { t } = useMessages();
  return (
    <li>
      <button
        type="button"
        className="rail-item"
        title={[answer.question, ...answer.bullets].join('\n')}
        aria-current={isShown ? 'true' : undefined}
        onClick={() => showTurn(turnId)}
      >
        <span className="rail-question">{answer.question || t('answer.your-question')}</span>
        <span className="rail-bullet">{answer.bullets[0] ?? t('rail.no-bullets')}</span>
      </button>
    </li>
  );
});
