import { formatAge, formatLatency } from '../session/format.ts';
import type { AskedTurn } from '../session/selectors.ts';
import { isEnded } from '../session/turns.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { AnswerPath, AnswerStatus, TurnAnswer, WaitingReason } from '../session/state.ts';

const PATHS: Readonly<Record<AnswerPath, { text: string; title: string }>> = {
  live: { text: 'Live', title: 'The model answers now.' },
  cached: { text: 'From cache', title: 'An earlier answer to the same question.' },
  speculated: { text: 'Prepared', title: 'Begun while the question was still being spoken.' },
};
const ENDINGS: Readonly<Record<AnswerStatus, string>> = {
  complete: '',
  interrupted: 'Interrupted',
  superseded: 'Newer question came',
  capped: 'Cut to length',
  failed: 'Failed',
};
const WAITS: Readonly<Record<WaitingReason, string>> = {
  'loading-model': 'Loading the model…',
  'first-token': 'Waiting for the first word…',
  queued: 'Waiting in line…',
  thinking: 'Thinking…',
  retrying: 'Trying again…',
};

interface AnswerMetaProps {
  readonly turn: AskedTurn;
  readonly isNewest: boolean;
}

/** How the answer came and how long it took. The line is there before there is anything to say. */
export function AnswerMeta({ turn: { answer }, isNewest }: AnswerMetaProps) {
  const { phase, path, firstBulletMs, latencyMs, isStale } = answer;
  const isWaiting = !isEnded(answer) && answer.bullets.length === 0;
  const ending = phase === 'waiting' || phase === 'streaming' ? '' : ENDINGS[phase];
  return (
    <p className="meta">
      {path && (
        <span className="chip" data-path={path} title={PATHS[path].title}>
          {PATHS[path].text}
        </span>
      )}
      {ending !== '' && (
        <span className="chip" data-ending={phase}>
          {ending}
        </span>
      )}
      {isStale && (
        <span className="chip" title="If it can be asked again in a quiet moment, this card changes.">
          Older answer
        </span>
      )}
      {isWaiting && <Wait answer={answer} isNewest={isNewest} />}
      {latencyMs !== undefined && (
        <span className="figures" title="From the end of the question to the first bullet, and to the last">
          {firstBulletMs !== null && `${formatLatency(firstBulletMs)} to first bullet · `}
          {`${formatLatency(latencyMs)} in all`}
        </span>
      )}
    </p>
  );
}

function Wait({ answer, isNewest }: { readonly answer: TurnAnswer; readonly isNewest: boolean }) {
  const nowMs = useSessionState((state) => state.nowMs);
  if (!isNewest) return <span>Not answered</span>;
  const { waiting } = answer;
  if (!waiting) return <span className="wait">Waiting for the answer…</span>;
  const elapsedMs = waiting.elapsedMs + Math.max(0, nowMs - waiting.receivedAtMs);
  return (
    <span className="wait">
      {WAITS[waiting.reason]}
      {elapsedMs >= 1_000 && <span className="figures"> {formatAge(elapsedMs)}</span>}
    </span>
  );
}
