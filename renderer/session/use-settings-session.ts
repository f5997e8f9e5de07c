import { useEffect, useState } from 'react';
import { openSession, type Session } from './session.ts';

/**
 * A connection that may change settings, for as long as the component is shown. A right that lapsed, say while
 * the machine slept, is asked for again.
 * @param requestToken asks for the right to it; undefined when it is not given.
 * @param onRefused hears that it was not given.
 */
export function useSettingsSession(
  origin: string,
  requestToken: () => Promise<string | undefined>,
  onRefused: () => void,
): Session | undefined {
  const [session, setSession] = useState<Session>();
  useEffect(
    () => keepSettingsSession(origin, requestToken, setSession, onRefused),
    [origin, requestToken, onRefused],
  );
  return session;
}

/** @returns what closes the connection. */
export function keepSettingsSession(
  origin: string,
  requestToken: () => Promise<string | undefined>,
  onOpened: (session: Session) => void,
  onRefused: () => void,
): () => void {
  let isClosed = false;
  let opened: Session | undefined;
  const open = async (): Promise<void> => {
    const token = await requestToken();
    if (isClosed) return;
    if (token === undefined) return onRefused();
    opened?.[Symbol.dispose]();
    opened = openSession(origin, token);
    opened.store.subscribe(({ connection }, before) => {
      if (connection === 'expired' && before.connection !== 'expired') void open();
    });
    onOpened(opened);
  };
  void open();
  return () => {
    isClosed = true;
    opened?.[Symbol.dispose]();
  };
}
