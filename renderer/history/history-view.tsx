import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { failureText } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { ArrowLeft } from '../parts/icons.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { useSession } from '../session/session-context.tsx';
import { Calls, Hits } from './call-lists.tsx';
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
    const listen = (event: KeyboardEvent): void =>
      leaveOnEscape(event, isReading ? () => open(undefined) : onClose);
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

/** Escape closes the call that is open, else the view, unless it closed something on top of them. */
export function leaveOnEscape(event: KeyboardEvent, leave: (() => void) | undefined): void {
  if (event.key === 'Escape' && !event.defaultPrevented) leave?.();
}
