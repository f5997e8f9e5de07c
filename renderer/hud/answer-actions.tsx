import { useId } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { IconButton } from '../parts/icon-button.tsx';
import {
  ChevronLeft,
  ChevronRight,
  Copy,
  Ellipsis,
  Pin,
  RotateCw,
  Square,
  ThumbsDown,
  ThumbsUp,
} from '../parts/icons.tsx';
import { togglePinned, useView } from '../parts/view-state.ts';
import type { AskedTurn } from '../session/selectors.ts';
import { isEnded } from '../session/turns.ts';
import { AnswerMenu } from './answer-menu.tsx';
import { useAnswerCommands } from './use-answer-commands.ts';

interface AnswerActionsProps {
  readonly turn: AskedTurn;
  readonly index: number;
  readonly answerCount: number;
  readonly onSelect: (index: number) => void;
}

/** What can be done with an answer: judge, copy or pin it, ask it again, stop it, go to another. */
export function AnswerActions({ turn, index, answerCount, onSelect }: AnswerActionsProps) {
  const { t, number } = useMessages();
  const menuId = useId();
  const { copy, judge, askAgain, stop } = useAnswerCommands(turn);
  const isPinned = useView((view) => view.isPinned);
  const isCopied = useView((view) => view.copiedTurnId === turn.turnId);
  const { verdict } = turn;
  return (
    <div className="answer-actions" role="toolbar" aria-label={t('answer.title')}>
      <IconButton
        label={t('answer.good')}
        icon={ThumbsUp}
        isPressed={verdict === 'good'}
        onClick={() => judge('good')}
      />
      <IconButton
        label={t('answer.bad')}
        icon={ThumbsDown}
        isPressed={verdict === 'bad'}
        onClick={() => judge('bad')}
      />
      <IconButton
        label={isCopied ? t('answer.copied') : t('answer.copy')}
        shortcut="C"
        icon={Copy}
        isPressed={isCopied}
        onClick={copy}
      />
      <IconButton
        label={t('answer.pin')}
        shortcut="P"
        icon={Pin}
        isPressed={isPinned}
        onClick={togglePinned}
      />
      {isEnded(turn.answer) ? (
        <IconButton label={t('answer.again')} icon={RotateCw} onClick={askAgain} />
      ) : (
        <IconButton label={t('answer.stop')} icon={Square} onClick={stop} />
      )}
      <button
        type="button"
        className="icon-button"
        popoverTarget={menuId}
        aria-label={t('answer.menu')}
        title={t('answer.menu')}
      >
        <Ellipsis sizePx={16} />
      </button>
      <AnswerMenu id={menuId} turn={turn} />
      <span className="spring" />
      <IconButton
        label={t('answer.earlier')}
        shortcut="ArrowLeft"
        icon={ChevronLeft}
        isDisabled={index === 0}
        onClick={() => onSelect(index - 1)}
      />
      <span className="figures">
        <span aria-hidden="true">
          {number(index + 1)}/{number(answerCount)}
        </span>
        <span className="unseen">{t('answer.place', { index: index + 1, total: answerCount })}</span>
      </span>
      <IconButton
        label={t('answer.later')}
        shortcut="ArrowRight"
        icon={ChevronRight}
        isDisabled={index === answerCount - 1}
        onClick={() => onSelect(index + 1)}
      />
    </div>
  );
}
