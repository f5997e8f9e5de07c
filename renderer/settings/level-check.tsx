import { useEffect } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** Opens the devices for their levels alone; during a call the levels are in sight anyway. */
export function LevelCheck() {
  const session = useSession();
  const { t } = useMessages();
  const isCheck = useSessionState((state) => state.capture.isCheck === true);
  const isIdle = useSessionState(({ capture }) => !capture.isCapturing && !capture.isPaused);
  const isTested = useSessionState(({ soundTest }) => soundTest !== undefined && soundTest.phase !== 'done');
  useEffect(
    () => () => {
      if (session.store.getState().capture.isCheck) void session.send({ type: 'stop-capture' });
    },
    [session],
  );
  if (isTested || (!isCheck && !isIdle)) return null;
  return (
    <button
      type="button"
      className="button"
      aria-pressed={isCheck}
      onClick={() => void session.send({ type: isCheck ? 'stop-capture' : 'check-levels' })}
    >
      {t(isCheck ? 'levels.hide' : 'levels.show')}
    </button>
  );
}
