import type { PastCall, PastCallHit } from '../../engine/protocol/past-calls.ts';
import { useMessages } from '../messages/use-messages.ts';

interface ListProps {
  readonly openId: number | undefined;
  readonly onOpen: (callId: number) => void;
}

/** @param calls undefined until they are read. */
export function Calls({
  calls,
  openId,
  onOpen,
}: ListProps & { readonly calls: readonly PastCall[] | undefined }) {
  const { t, date, time } = useMessages();
  if (calls?.length === 0) return <p className="hint">{t('history.none')}</p>;
  return (
    <ul>
      {calls?.map(({ callId, startedAtMs, transcriptCount, answerCount }) => (
        <li key={callId}>
          <button
            type="button"
            aria-current={callId === openId ? 'true' : undefined}
            onClick={() => onOpen(callId)}
          >
            <strong>
              {date(startedAtMs)} {time(startedAtMs)}
            </strong>
            <span className="figures">
              {t('history.lines', { count: transcriptCount })} ·{' '}
              {t('history.answers', { count: answerCount })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface HitsProps extends ListProps {
  readonly hits: readonly PastCallHit[];
  readonly query: string;
}

/** @param query what was searched for. */
export function Hits({ hits, query, openId, onOpen }: HitsProps) {
  const { t, date, time } = useMessages();
  if (hits.length === 0)
    return (
      <p className="hint" role="status">
        {t('history.no-hits', { query })}
      </p>
    );
  return (
    <ul>
      {hits.map(({ callId, turnId, kind, text, atMs }) => (
        <li key={`${callId} ${turnId} ${kind}`}>
          <button
            type="button"
            aria-current={callId === openId ? 'true' : undefined}
            onClick={() => onOpen(callId)}
          >
            <span className="history-hit" title={text}>
              {text}
            </span>
            <span className="figures">
              {date(atMs)} {time(atMs)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
