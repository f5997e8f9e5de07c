import { useSession, useSessionState } from '../session/session-context.tsx';
import { ComponentList } from './component-list.tsx';
import { useStartListening } from './use-start-listening.ts';

/** Before the first question: what happens next and what, if anything, stands in the way. */
export function EmptyState() {
  const session = useSession();
  const startListening = useStartListening();
  const { isCapturing, isPaused } = useSessionState((state) => state.capture);
  const isOpen = useSessionState((state) => state.connection === 'open');
  return (
    <main className="answer empty" aria-label="Answer">
      <div className="welcome">
        <h2>
          {isCapturing ? (isPaused ? 'Paused' : 'Listening for a question') : 'Ready for your next call'}
        </h2>
        <p>
          {isCapturing
            ? 'When someone asks something, the answer appears here in a few short bullets.'
            : 'Sotto hears the questions of a call and answers them here, in a few short bullets. What is said stays on this machine.'}
        </p>
        {!isCapturing && (
          <div className="welcome-actions">
            <button type="button" className="button primary" disabled={!isOpen} onClick={startListening}>
              Start listening
            </button>
            <button
              type="button"
              className="button"
              disabled={!isOpen}
              onClick={() => void session.send({ type: 'play-demo' })}
            >
              Try the demo call
            </button>
          </div>
        )}
      </div>
      <ComponentList />
    </main>
  );
}
