import { useMessages } from '../messages/use-messages.ts';
import { HeardWords } from '../parts/heard-words.tsx';
import { ChevronRight } from '../parts/icons.tsx';
import { showTurn, useView } from '../parts/view-state.ts';
import { useAnswers } from './use-answers.ts';

/** One line that is always there: the words that are being heard, or the last ones as proof of life. */
export function LiveLine() {
  return (
    <div className="live-line">
      <HeardWords />
      <NewAnswer />
    </div>
  );
}

/** A newer answer waits while another one is on the card. */
export function NewAnswer() {
  const { t } = useMessages();
  const { newest, isNewest, shown } = useAnswers();
  const isQuiet = useView((view) => view.isQuiet);
  if (!newest || isNewest || (!shown && !isQuiet)) return null;
  const isReady = newest.answer.bullets.length > 0;
  return (
    <button
      type="button"
      className="new-answer"
      aria-keyshortcuts="N"
      title={`${newest.answer.question} (N)`}
      onClick={() => showTurn(newest.turnId)}
    >
      {isReady ? t('answer.new-ready') : t('answer.new-question')}
      <ChevronRight sizePx={14} />
    </button>
  );
}
