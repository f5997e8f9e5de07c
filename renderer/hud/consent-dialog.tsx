import { useEffect, useRef } from 'react';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { setConsentOpen, useView } from '../parts/view-state.ts';

/** Said once, before the first sample: what is recorded, where it stays, and that others may have a say. */
export function ConsentDialog() {
  const session = useSession();
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
      <h2 id="consent-title">Before Sotto listens</h2>
      <ul>
        <li>
          Sotto takes in your microphone and, if you choose so, what the others on the call say. Sound is
          turned into text at once and is not kept.
        </li>
        <li>
          {keeps
            ? 'The text and the answers are kept on this machine; under Settings, Privacy you can have them forgotten instead.'
            : 'The text and the answers are forgotten when Sotto quits.'}{' '}
          Nothing leaves this machine unless you point Sotto at another server.
        </li>
        <li>
          In many places the law asks you to tell the others, or to have their consent, before a call is
          transcribed. That is up to you.
        </li>
      </ul>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => setConsentOpen(false)}>
          Don’t listen
        </button>
        <button type="button" className="button primary" onClick={() => void agree()}>
          I agree, start listening
        </button>
      </div>
    </dialog>
  );
}
