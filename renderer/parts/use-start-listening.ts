import { useSession } from '../session/session-context.tsx';
import { showPanel } from './view-state.ts';

/** Starts listening, after the consent step when consent was never given. */
export function useStartListening(): () => void {
  const session = useSession();
  return () => {
    const hasConsent = session.store.getState().settings?.privacy.consentAtMs != null;
    if (hasConsent) void session.send({ type: 'start-capture' });
    else showPanel('consent');
  };
}
