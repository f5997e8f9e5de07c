import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { PastCall, PastCallHit } from '../../engine/protocol/past-calls.ts';
import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { ArrowLeft } from '../parts/icons.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { useSession } from '../session/session-context.tsx';
import { CallRecordView } from './call-record.tsx';
import { createPastCalls } from './past-calls.ts';
import './history.css';

/** Past calls: a list that can be searched, and the one that is open. @param onClose absent in a separate window. */
export function HistoryView({ onClose }: { readonly onClose?: () => void }) {
  const messages = useMessages();
  const { t } = messages;
  const session = useSession();
  const [pastCalls] = useState(() => createPastCalls(session));
  const { search, calls, hits, shownCount, record, failure } = useStore(pastCalls.store);
  const { open } = pastCalls;
  useEffect(() => pastCalls.follow(), [pastCalls]);
  const isReading = record !== undefined;
  const isWindow = onClose === undefined;
  useEffect(() => {
    if (isWindow) document.title = `Sotto: ${t('history.title')}`;
  }, [isWindow, t]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (isReading) open(undefined);
      else onClose?.();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isReading, open, onClose]);
  const shown = failure && failureText(messages, failure);
  return (
    <div className="history" data-reading={isReading}>
      <header className="header">
        {onClose && <IconButton label={t('settings.back')} icon={ArrowLeft} onClick={onClose} />}
        <h1 className="brand">{t('history.title')}</h1>
        {onClose && <Indicator />}
      </header>
      {shown && (
        <p className="hint history-failure" role="alert">
          {shown.message} {shown.remedy}
        </p>
      )}
      <nav className="history-list" aria-label={t('history.title')}>
        <input
          type="search"
          aria-label={t('history.search')}
          placeholder={t('history.search')}
          onChange={(event) => pastCalls.search(event.currentTarget.value)}
        />
        {hits ? (
          <Hits hits={hits.slice(0, shownCount)} query={search} onOpen={open} openId={record?.callId} />
        ) : (
          <Calls calls={calls?.slice(0, shownCount)} onOpen={open} openId={record?.callId} />
        )}
        {((hits ?? calls)?.length ?? 0) > shownCount && (
          <button type="button" className="button history-more" onClick={pastCalls.showMore}>
            {t('history.more')}
          </button>
        )}
      </nav>
      <main className="history-body" aria-label={t('history.call')}>
        {record ? (
          <CallRecordView
            key={record.callId}
            record={record}
            onBack={() => open(undefined)}
            onDelete={pastCalls.remove}
          />
        ) : (
          <p className="hint history-choose">{t('history.choose')}</p>
        )}
      </main>
    </div>
  );
}

interface ListProps {
  readonly openId: number | undefined;
  readonly onOpen: (callId: number) => void;
}

function Calls({ calls, openId, onOpen }: ListProps & { readonly calls: readonly PastCall[] | undefined }) {
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

function Hits({ hits, query, openId, onOpen }: HitsProps) {
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
