import { useMessages } from '../messages/use-messages.ts';
import { AnswerWait } from '../parts/answer-wait.tsx';
import type { AskedTurn } from '../session/selectors.ts';
import { reversalOf } from '../session/reversal.ts';
import { isEnded } from '../session/turns.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

interface AnswerMetaProps {
  readonly turn: AskedTurn;
  readonly isNewest: boolean;
}

/** How the answer came about, and what is to be said about it. The line is there before there is anything to say. */
export function AnswerMeta({ turn, isNewest }: AnswerMetaProps) {
  const { t } = useMessages();
  const { answer } = turn;
  const { phase, path, isStale } = answer;
  const isWaiting = !isEnded(answer) && answer.bullets.length === 0;
  return (
    <p className="meta">
      {path && (
        <span className="chip" data-path={path} title={t(`path.${path}-hint`)}>
          {t(`path.${path}`)}
        </span>
      )}
      {phase !== 'waiting' && phase !== 'streaming' && phase !== 'complete' && (
        <span className="chip" data-ending={phase}>
          {t(`ending.${phase}`)}
        </span>
      )}
      {answer.asksUser === true && <TalkingPoints />}
      {isStale && <span className="chip">{t('answer.stale')}</span>}
      <Reversal turn={turn} />
      <FreshAnswer turn={turn} />
      {isWaiting && isNewest && <AnswerWait answer={answer} />}
      {isWaiting && !isNewest && <span>{t('wait.none')}</span>}
    </p>
  );
}

/** The question was for the user: what the bullets rest on, or that there is nothing for them to rest on. */
function TalkingPoints() {
  const { t } = useMessages();
  const hasProfile = useSessionState(({ settings }) => {
    const { role = '', topic = '', notes = '' } = settings?.profile ?? {};
    return `${role}${topic}${notes}`.trim() !== '';
  });
  const basis = hasProfile ? 'profile' : 'no-profile';
  return (
    <span className="chip" title={t(`basis.${basis}-hint`)}>
      {t(`basis.${basis}`)}
    </span>
  );
}

/** Words after the question that take back what the answer rests on. */
function Reversal({ turn }: { readonly turn: AskedTurn }) {
  const { t } = useMessages();
  const words = useSessionState((state) => reversalOf(turn, state.turns));
  if (words === undefined) return null;
  return (
    <span className="chip" data-ending="reversed" title={t('answer.reversed-by', { words })}>
      {t('answer.reversed')}
    </span>
  );
}

/** Newer bullets for an old answer; they come when asked for, never under the eyes. */
function FreshAnswer({ turn }: { readonly turn: AskedTurn }) {
  const { t } = useMessages();
  const session = useSession();
  if (!turn.answer.freshBullets) return null;
  return (
    <button type="button" className="button small" onClick={() => session.showFreshBullets(turn.turnId)}>
      {t('answer.fresh')}
    </button>
  );
}
