import { useMemo } from 'react';
import { spokenTurns, wordsOf } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { Turn } from '../session/state.ts';
import { useAnswers } from './use-answers.ts';

const SPEAKERS = { me: 'You', them: 'Them' } as const;
const MISSED: Readonly<Record<NonNullable<Turn['passed']>, string>> = {
  'not-a-question': 'Taken for no question. Was it one? Answer it.',
  'not-worth-answering': 'Taken for small talk. Was it a question? Answer it.',
  repeat: 'Asked before. Answer it again.',
  'own-channel': 'Said by you. Answer it all the same.',
  'too-late': 'Understood too late. Answer it all the same.',
};

/** What was said, as it is being said: committed words plain, the rest dimmed until it stands. */
export function TranscriptPane() {
  const turns = useSessionState((state) => state.turns);
  const isDemo = useSessionState((state) => state.capture.isDemo);
  const spoken = useMemo(() => spokenTurns(turns), [turns]);
  return (
    <section className="transcript" aria-label="Transcript">
      <h2 className="pane-title">Transcript</h2>
      {spoken.length === 0 && (
        <p className="hint">
          {isDemo ? 'The demo call begins…' : 'What is said appears here, word by word.'}
        </p>
      )}
      {/* A scrolling region must be reachable by keyboard; its end stays in view by its style. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="transcript-scroll" tabIndex={spoken.length > 0 ? 0 : undefined}>
        <ol aria-label="What was said">
          {spoken.map((turn) => (
            <TranscriptLine key={turn.turnId} turn={turn} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function TranscriptLine({ turn }: { readonly turn: Turn }) {
  const { text, volatile, isFinal, isIncomplete, isLate, question } = turn;
  const isTyped = question?.origin === 'typed';
  return (
    <li className="line" data-channel={turn.channel} data-final={isFinal || isTyped}>
      <span className="speaker">{isTyped ? 'Typed' : SPEAKERS[turn.channel]}</span>
      <span className="words">
        {text === '' && volatile === '' ? wordsOf(turn) : text}
        {volatile !== '' && <span className="volatile"> {volatile}</span>}
        {isIncomplete === true && <span className="volatile"> … (incomplete)</span>}
        {isLate === true && <span className="volatile"> (late)</span>}
      </span>
      <LineAction turn={turn} />
    </li>
  );
}

/** Shows a question's answer, or asks a turn that was passed over. */
function LineAction({ turn }: { readonly turn: Turn }) {
  const session = useSession();
  const { all, select } = useAnswers();
  const { turnId, passed } = turn;
  if (turn.answer) {
    const index = all.findIndex((asked) => asked.turnId === turnId);
    return (
      <button
        type="button"
        className="line-action asked"
        aria-label="Show the answer"
        onClick={() => select(index)}
      >
        Answer
      </button>
    );
  }
  if (!passed) return null;
  return (
    <button
      type="button"
      className="line-action"
      title={MISSED[passed]}
      onClick={() => void session.send({ type: 'ask-turn', turnId })}
    >
      Answer it
    </button>
  );
}
