import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { setConsentOpen, useView } from '../parts/view-state.ts';

/** Said once, before the first sample: what is recorded, where it stays, and that others may have a say. */
export function ConsentDialog() {
  const session = useSession();
  const { t } = useMessages();
  const isOpen = useView((view) => view.isConsentOpen);
  const keeps = useSessionState((state) => state.settings?.privacy.retention !== 'session');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const agree = async (): Promise<void> => {
    if (!(await session.send({ type: 'give-consent' }))) return;
    setConsentOpen(false);
    await session.send({ type: 'start-capture' });
  };
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="consent-title"
      onCancel={(event) => {
        event.preventDefault();
        setConsentOpen(false);
      }}
      // The browser may close it by itself; by the time it tells so, it may be open again.
      onClose={(event) => !event.currentTarget.open && setConsentOpen(false)}
    >
      <h2 id="consent-title">{t('consent.title')}</h2>
      <ul>
        <li>{t('consent.sound')}</li>
        <li>
          {keeps ? t('consent.kept') : t('consent.forgotten')} {t('consent.stays')}
        </li>
        <li>{t('consent.others')}</li>
      </ul>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => setConsentOpen(false)}>
          {t('consent.refuse')}
        </button>
        <button type="button" className="button primary" onClick={() => void agree()}>
          {t('consent.agree')}
        </button>
      </div>
    </dialog>
  );
}
