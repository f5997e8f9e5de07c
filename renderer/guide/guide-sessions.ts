import { createContext, use } from 'react';
import { useSession } from '../session/session-context.tsx';
import type { Session } from '../session/session.ts';

/** The two connections of the guide: one that asks and listens, one that may change settings. */
export interface GuideSessions {
  readonly hud: Session;
  readonly settings: Session;
}

export const GuideSettings = createContext<Session | undefined>(undefined);

export function useGuideSessions(): GuideSessions {
  const hud = useSession();
  const settings = use(GuideSettings);
  if (!settings) throw new Error('A step of the guide needs the guide around it.');
  return { hud, settings };
}

/** Shows the refusals of one connection as those of another. @returns what ends it. */
export function passRefusals(from: Session | undefined, to: Session): (() => void) | undefined {
  return from?.store.subscribe(({ notice }, before) => {
    if (notice && notice !== before.notice) to.store.setState({ notice });
  });
}
