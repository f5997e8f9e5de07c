import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

/** The session of the page a component is in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('A component needs a SessionProvider above it.');
  return session;
}

/** A slice of what the page knows; the component renders again when the slice changes. */
export function useSessionState<Slice>(selector: (state: SessionState) => Slice): Slice {
  return useStore(useSession().store, selector);
}
