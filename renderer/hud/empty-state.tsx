import { useSession, useSessionState } from '../session/session-context.tsx';
import { ComponentList } from './component-list.tsx';
import { useStartListening } from './use-start-listening.ts';

const TEXTS = {
  idle: {
    title: 'Ready for your next call',
    text: 'Sotto hears the questions of a call and answers them here, in a few short bullets. What is said stays on this machine.',
  },
  listening: {
    title: 'Listening for a question',
    text: 'When someone asks something, the answer appears here in a few short bullets.',
  },
  demo: {
    title: 'A recorded call plays',
    text: 'Its questions are heard and answered on this machine by two tiny models that know only this call.',
  },
  paused: { title: 'Paused', text: 'No sound is taken in until you resume.' },
} as const;

/** Before the first question: what happens next and what, if anything, stands in the way. */
export function EmptyState() {
  const { isCapturing, isPaused, isDemo } = useSessionState((state) => state.capture);
  const { title, text } = TEXTS[isPaused ? 'paused' : isDemo ? 'demo' : isCapturing ? 'listening' : 'idle'];
  return (
    <main className="answer empty" aria-label="Answer">
      <div className="welcome">
        <h2>{title}</h2>
        <p>{text}</p>
        {!isCapturing && <WelcomeActions isPaused={isPaused} />}
      </div>
      <ComponentList />
    </main>
  );
}

function WelcomeActions({ isPaused }: { readonly isPaused: boolean }) {
  const session = useSession();
  const startListening = useStartListening();
  const isOpen = useSessionState((state) => state.connection === 'open');
  const resume = (): void => void session.send({ type: 'pause', isPaused: false });
  return (
    <div className="welcome-actions">
      <button
        type="button"
        className="button primary"
        disabled={!isOpen}
        onClick={isPaused ? resume : startListening}
      >
        {isPaused ? 'Resume' : 'Start listening'}
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
  );
}
