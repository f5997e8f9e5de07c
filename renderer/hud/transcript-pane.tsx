import { memo, useMemo } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { showTurn } from '../parts/view-state.ts';
import { lineIdOf, playedNow, spokenTurns, wordsOf } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { SpeakerLabel } from './speaker-label.tsx';
import type { Turn } from '../session/state.ts';

/** What was said, as it is being said: committed words plain, the rest dimmed until it stands. */
export function TranscriptPane() {
  const { t } = useMessages();
  const turns = useSessionState((state) => state.turns);
  const isDemo = useSessionState((state) => playedNow(state) === 'demo');
  const spoken = useMemo(() => spokenTurns(turns), [turns]);
  return (
    <section className="transcript" aria-label={t('transcript.title')}>
      <h2 className="pane-title">{t('transcript.title')}</h2>
      {spoken.length === 0 && <p className="hint">{isDemo ? t('transcript.demo') : t('transcript.empty')}</p>}
      {/* A scrolling region must be reachable by keyboard; its end stays in view by its style. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="transcript-scroll" tabIndex={spoken.length > 0 ? 0 : undefined}>
        <ol aria-label={t('transcript.said')}>
          {spoken.map((turn) => (
            <TranscriptLine key={turn.turnId} turn={turn} />
          ))}
        </ol>
      </div>
    </section>
  );
}

/** Drawn again when its own turn changes: most events of a long call concern one line of hundreds. */
const TranscriptLine = memo(({ turn }: { readonly turn: Turn }) => {
  const { t, duration } = useMessages();
  const { text, volatile, isFinal, isIncomplete, isLate, lostMs, question, passed } = turn;
  const isTyped = question?.origin === 'typed';
  const isLeftAlone = passed !== undefined && !turn.answer;
  return (
    <li
      id={lineIdOf(turn.turnId)}
      tabIndex={-1}
      className="line"
      data-channel={turn.channel}
      data-final={isFinal || isTyped}
      data-passed={isLeftAlone ? passed : undefined}
    >
      <SpeakerLabel turn={turn} />
      <span className="line-body">
        <span className="words">
          <span className="said" title={`${text} ${volatile}`.trim() || undefined}>
            {text === '' && volatile === '' ? wordsOf(turn) : text}
            {volatile !== '' && <span className="volatile"> {volatile}</span>}
            {isIncomplete === true && <span className="volatile"> {t('transcript.incomplete')}</span>}
            {isLate === true && <span className="volatile"> {t('transcript.late')}</span>}
            {lostMs !== undefined && (
              <span className="volatile">{t('transcript.lost', { time: duration(lostMs) })}</span>
            )}
          </span>
          {isLeftAlone && passed !== 'not-a-question' && (
            <span className="passed"> {t(`passed.${passed}`)}</span>
          )}
        </span>
        <LineAction turn={turn} />
      </span>
    </li>
  );
});

/** Shows a question's answer, or asks a turn that was left alone. */
function LineAction({ turn }: { readonly turn: Turn }) {
  const session = useSession();
  const { t } = useMessages();
  const { turnId, passed } = turn;
  if (turn.answer) {
    return (
      <button type="button" className="line-action asked" onClick={() => showTurn(turnId)}>
        {t('transcript.answer')}
      </button>
    );
  }
  if (!passed) return null;
  return (
    <button
      type="button"
      className="line-action"
      onClick={() => void session.send({ type: 'ask-turn', turnId })}
    >
      {t('transcript.answer-it')}
    </button>
  );
}
