import { useMessages } from '../messages/use-messages.ts';
import type { AskedTurn } from '../session/selectors.ts';
import { useAnswerCommands, WISHES } from './use-answer-commands.ts';

interface AnswerMenuProps {
  readonly id: string;
  readonly turn: AskedTurn;
}

/** The rarer things to do with an answer, and how it came about. */
export function AnswerMenu({ id, turn }: AnswerMenuProps) {
  const { t, latency } = useMessages();
  const { judge, wish, dismiss } = useAnswerCommands(turn);
  const { model, firstBulletMs, latencyMs } = turn.answer;
  const hides = { popoverTarget: id, popoverTargetAction: 'hide' } as const;
  return (
    <div id={id} popover="auto" className="menu" role="group" aria-label={t('answer.menu')}>
      {WISHES.map((name) => (
        <button key={name} type="button" {...hides} className="menu-item" onClick={() => wish(name)}>
          {t(`answer.${name}`)}
        </button>
      ))}
      {turn.question?.origin === 'detected' && (
        <button
          type="button"
          {...hides}
          className="menu-item"
          aria-pressed={turn.verdict === 'not-a-question'}
          onClick={() => judge('not-a-question')}
        >
          {t('answer.not-a-question')}
        </button>
      )}
      <button type="button" {...hides} className="menu-item" onClick={dismiss}>
        {t('answer.dismiss')}
      </button>
      <p className="menu-facts figures">
        {model !== undefined && <span>{model}</span>}
        {firstBulletMs !== null && <span>{t('answer.first-bullet', { time: latency(firstBulletMs) })}</span>}
        {latencyMs !== undefined && <span>{t('answer.in-all', { time: latency(latencyMs) })}</span>}
      </p>
    </div>
  );
}
