import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { showPanel } from '../parts/view-state.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** Erasing cannot be undone, so it says how much it erases and asks once. */
export function WipeDialog() {
  const { t } = useMessages();
  const session = useSession();
  const scope = useSessionState((state) => state.settings?.privacy.wipeScope ?? 'call');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const erase = async (): Promise<void> => {
    if (await session.send({ type: 'wipe' })) close();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="wipe-title" onClose={close}>
      <h2 id="wipe-title">{t('wipe.title')}</h2>
      <p>{t(`wipe.${scope}`)}</p>
      <p className="hint">{t('wipe.hint')}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          {t('wipe.cancel')}
        </button>
        <button type="button" className="button primary" onClick={() => void erase()}>
          {t('wipe.erase')}
        </button>
      </div>
    </dialog>
  );
}

function close(): void {
  showPanel(undefined);
}
