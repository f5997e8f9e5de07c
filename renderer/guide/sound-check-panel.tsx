import { useEffect, useRef } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { X } from '../parts/icons.tsx';
import { showPanel } from '../parts/view-state.ts';
import { useSession } from '../session/session-context.tsx';
import { SoundCheck } from './sound-check.tsx';

/** The sound check before a call: it begins at once, and the call can begin right from it. */
export function SoundCheckPanel() {
  const { t } = useMessages();
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    void session.send({ type: 'start-capture' });
  }, [session]);
  const close = (): void => {
    void session.send({ type: 'stop-capture' });
    showPanel(undefined);
  };
  return (
    <dialog ref={dialog} className="dialog check-panel" aria-labelledby="check-title" onCancel={close}>
      <header>
        <h2 id="check-title">{t('check.title')}</h2>
        <IconButton label={t('check.close')} icon={X} onClick={close} />
      </header>
      <SoundCheck />
      <div className="dialog-actions">
        <button type="button" className="button primary" onClick={() => showPanel(undefined)}>
          {t('check.go')}
        </button>
      </div>
    </dialog>
  );
}
