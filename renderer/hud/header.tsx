import { Minus, Pause, SlidersHorizontal, Square } from '../parts/icons.tsx';
import { shellOf } from '../session/bootstrap.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { useStartListening } from './use-start-listening.ts';
import { openSettings } from '../parts/view-state.ts';

/** The recording indicator and what can be done about it; also the handle that moves the window. */
export function Header({ isEmpty }: { readonly isEmpty: boolean }) {
  const shell = shellOf(window);
  return (
    <header className="header">
      <h1 className="brand">Sotto</h1>
      <Indicator />
      <div className="header-actions">
        <CaptureActions isEmpty={isEmpty} />
        <IconButton
          label="Open settings"
          icon={SlidersHorizontal}
          onClick={() => (shell ? void shell.openSettings() : openSettings())}
        />
        {shell && <IconButton label="Hide the window" icon={Minus} onClick={() => void shell.hideWindow()} />}
      </div>
    </header>
  );
}

/** Before the first question the empty page has the ways to start. */
function CaptureActions({ isEmpty }: { readonly isEmpty: boolean }) {
  const session = useSession();
  const startListening = useStartListening();
  const { isCapturing, isPaused, isDemo } = useSessionState((state) => state.capture);
  const isOpen = useSessionState((state) => state.connection === 'open');
  if (isEmpty && !isCapturing) return null;
  if (isPaused) {
    return (
      <button
        type="button"
        className="button primary"
        disabled={!isOpen}
        onClick={() => void session.send({ type: 'pause', isPaused: false })}
      >
        Resume
      </button>
    );
  }
  if (!isCapturing) {
    return (
      <button type="button" className="button primary" disabled={!isOpen} onClick={startListening}>
        Start listening
      </button>
    );
  }
  return (
    <>
      {!isDemo && (
        <IconButton
          label="Pause listening"
          icon={Pause}
          isDisabled={!isOpen}
          onClick={() => void session.send({ type: 'pause', isPaused: true })}
        />
      )}
      <IconButton
        label={isDemo ? 'Stop the demo call' : 'Stop listening'}
        icon={Square}
        isDisabled={!isOpen}
        onClick={() => void session.send({ type: isDemo ? 'stop-demo' : 'stop-capture' })}
      />
    </>
  );
}
