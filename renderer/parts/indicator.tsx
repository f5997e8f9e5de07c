import { useSessionState } from '../session/session-context.tsx';

/** Whether sound is being taken in, always in sight. */
export function Indicator() {
  const { kind, text } = useIndicator();
  return (
    <p className="indicator" data-kind={kind} role="status">
      <span className="indicator-dot" aria-hidden="true" />
      {text}
    </p>
  );
}

function useIndicator(): { kind: string; text: string } {
  const connection = useSessionState((state) => state.connection);
  const { isCapturing, isPaused, isDemo } = useSessionState((state) => state.capture);
  const isTalking = useSessionState((state) => state.isTalking);
  if (connection === 'connecting') return { kind: 'waiting', text: 'Connecting…' };
  if (connection === 'reconnecting') return { kind: 'waiting', text: 'Reconnecting…' };
  if (connection === 'expired') return { kind: 'failed', text: 'Session ended' };
  if (isPaused) return { kind: 'paused', text: 'Paused' };
  if (!isCapturing) return { kind: 'off', text: 'Not listening' };
  if (isTalking) return { kind: 'recording', text: 'Your question…' };
  return isDemo ? { kind: 'demo', text: 'Demo call' } : { kind: 'recording', text: 'Listening' };
}
