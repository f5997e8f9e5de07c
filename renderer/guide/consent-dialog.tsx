import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { showPanel } from '../parts/view-state.ts';

/** Said once, before the first sample: what is recorded, where it stays, and that others may have a say. */
export function ConsentDialog() {
  const session = useSession();
  const { t } = useMessages();
  const keeps = useSessionState((state) => state.settings?.privacy.retention !== 'session');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => showPanel(undefined);
  const agree = async (): Promise<void> => {
    if (!(await session.send({ type: 'give-consent' }))) return;
    close();
    await session.send({ type: 'start-capture' });
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="consent-title" onClose={close}>
      <h2 id="consent-title">{t('consent.title')}</h2>
      <ul>
        <li>{t('consent.sound')}</li>
        <li>
          {keeps ? t('consent.kept') : t('consent.forgotten')} {t('consent.stays')}
        </li>
        <li>{t('consent.others')}</li>
      </ul>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          {t('consent.refuse')}
        </button>
        <button type="button" className="button primary" onClick={() => void agree()}>
          {t('consent.agree')}
        </button>
      </div>
    </dialog>
  );
}
