import { useEffect, useRef } from 'react';
import type { ButtonHTMLAttributes } from 'react';
import { isMac, matchesAccelerator } from '../session/accelerator.ts';
import { isHearing } from '../session/selectors.ts';
import { useSession } from '../session/session-context.tsx';
import { useStartListening } from './use-start-listening.ts';

type HoldHandlers = Pick<
  ButtonHTMLAttributes<HTMLButtonElement>,
  | 'onPointerDown'
  | 'onPointerUp'
  | 'onPointerCancel'
  | 'onLostPointerCapture'
  | 'onKeyDown'
  | 'onKeyUp'
  | 'onBlur'
>;

/**
 * Hold-to-talk by pointer, by Space or Enter on the button, and by the configured keys anywhere in the page
 * as long as the shell has not taken them for the whole desktop. Every way of letting go releases.
 */
export function usePushToTalk(): HoldHandlers {
  const session = useSession();
  const startListening = useStartListening();
  const isHeld = useRef(false);

  const press = (): void => {
    if (isHeld.current) return;
    if (!isHearing(session.store.getState())) {
      startListening();
      return;
    }
    isHeld.current = true;
    void session.send({ type: 'push-to-talk', phase: 'press' });
  };
  const release = (): void => {
    if (!isHeld.current) return;
    isHeld.current = false;
    void session.send({ type: 'push-to-talk', phase: 'release' });
  };

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let heldCode: string | undefined;
    const letGo = (): void => {
      heldCode = undefined;
      release();
    };
    window.addEventListener(
      'keydown',
      (event) => {
        const { settings, components } = session.store.getState();
        if (!settings || components['push-to-talk']?.status === 'ready') return;
        if (!matchesAccelerator(event, settings.keys.pushToTalk, isMac())) return;
        event.preventDefault();
        if (event.repeat) return;
        heldCode = event.code;
        press();
      },
      { signal },
    );
    window.addEventListener('keyup', (event) => event.code === heldCode && letGo(), { signal });
    window.addEventListener('blur', letGo, { signal });
    return () => {
      listening.abort();
      release();
    };
    // The handlers read the session's state at the time they run.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [session]);

  const isHoldKey = (key: string): boolean => key === ' ' || key === 'Enter';
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      press();
    },
    onPointerUp: release,
    onPointerCancel: release,
    onLostPointerCapture: release,
    onKeyDown: (event) => {
      if (!isHoldKey(event.key)) return;
      event.preventDefault();
      if (!event.repeat) press();
    },
    onKeyUp: (event) => isHoldKey(event.key) && release(),
    onBlur: release,
  };
}
