import { useMessages } from '../messages/use-messages.ts';
import { ChevronRight } from '../parts/icons.tsx';
import { showTurn, useView } from '../parts/view-state.ts';
import { heardTurn, wordsOf } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
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

export function HeardWords() {
  const { t } = useMessages();
  const heard = useSessionState((state) => heardTurn(state.turns));
  if (!heard) return <p className="heard" />;
  const words = `${wordsOf(heard)}${heard.text === '' ? '' : ` ${heard.volatile}`}`.trim();
  return (
    <p className="heard" data-speaking={heard.speech !== 'ended'}>
      <span className="speaker">{t(`speaker.${heard.channel}`)}</span>{' '}
      <span className="heard-words">
        <bdi>{words}</bdi>
      </span>
    </p>
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
