import { Pause, Play, SlidersHorizontal, Square } from 'lucide-react';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { IconButton } from './icon-button.tsx';
import { Indicator } from './indicator.tsx';
import { useStartListening } from './use-start-listening.ts';
import { openSettings } from './view-state.ts';

/** The recording indicator and what can be done about it; also the handle that moves the window. */
export function Header() {
  const session = useSession();
  const startListening = useStartListening();
  const { isCapturing, isPaused, isDemo } = useSessionState((state) => state.capture);
  const isOpen = useSessionState((state) => state.connection === 'open');
  return (
    <header className="header">
      <h1 className="brand">Sotto</h1>
      <Indicator />
      <div className="header-actions">
        {!isCapturing && (
          <button type="button" className="button primary" disabled={!isOpen} onClick={startListening}>
            Start listening
          </button>
        )}
        {isCapturing && (
          <>
            <IconButton
              label={isPaused ? 'Resume listening' : 'Pause listening'}
              icon={isPaused ? Play : Pause}
              onClick={() => void session.send({ type: 'pause', isPaused: !isPaused })}
            />
            <IconButton
              label={isDemo ? 'Stop the demo call' : 'Stop listening'}
              icon={Square}
              onClick={() => void session.send({ type: isDemo ? 'stop-demo' : 'stop-capture' })}
            />
          </>
        )}
        <IconButton label="Open settings" icon={SlidersHorizontal} onClick={() => openSettings()} />
      </div>
    </header>
  );
}
