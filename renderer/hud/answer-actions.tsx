import { ChevronLeft, ChevronRight, CircleSlash, RotateCw, Square, ThumbsDown, ThumbsUp } from '../parts/icons.tsx';
import type { AskedTurn } from '../session/selectors.ts';
import { useSession } from '../session/session-context.tsx';
import type { Verdict } from '../session/state.ts';
import { isEnded } from '../session/turns.ts';
import { IconButton } from '../parts/icon-button.tsx';

interface AnswerActionsProps {
  readonly turn: AskedTurn;
  readonly index: number;
  readonly answerCount: number;
  readonly onSelect: (index: number) => void;
}

/** What can be done with an answer: judge it, ask anew, stop it, go to another. */
export function AnswerActions({ turn, index, answerCount, onSelect }: AnswerActionsProps) {
  const session = useSession();
  const { turnId, verdict, question } = turn;
  const judge = (given: Verdict): void =>
    void session.send({ type: 'give-feedback', turnId, verdict: given });
  const canDoubt = question?.origin === 'detected';
  return (
    <div className="answer-actions" role="toolbar" aria-label="Answer">
      <IconButton
        label="Mark as good"
        icon={ThumbsUp}
        isPressed={verdict === 'good'}
        onClick={() => judge('good')}
      />
      <IconButton
        label="Mark as bad"
        icon={ThumbsDown}
        isPressed={verdict === 'bad'}
        onClick={() => judge('bad')}
      />
      {isEnded(turn.answer) ? (
        <IconButton
          label="Ask again"
          icon={RotateCw}
          onClick={() => void session.send({ type: 'regenerate', turnId })}
        />
      ) : (
        <IconButton
          label="Stop this answer"
          icon={Square}
          onClick={() => void session.send({ type: 'cancel' })}
        />
      )}
      {canDoubt && (
        <button
          type="button"
          className="button small quiet"
          aria-pressed={verdict === 'not-a-question'}
          onClick={() => judge('not-a-question')}
        >
          <CircleSlash sizePx={14} />
          Not a question
        </button>
      )}
      <span className="spring" />
      <IconButton
        label="Show the earlier answer"
        icon={ChevronLeft}
        isDisabled={index === 0}
        onClick={() => onSelect(index - 1)}
      />
      <span className="figures" aria-label={`Answer ${index + 1} of ${answerCount}`}>
        {index + 1}/{answerCount}
      </span>
      <IconButton
        label="Show the later answer"
        icon={ChevronRight}
        isDisabled={index === answerCount - 1}
        onClick={() => onSelect(index + 1)}
      />
    </div>
  );
}
