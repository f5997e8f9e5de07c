import { useEffect } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import './sound-check.css';
import { useGoTo } from './use-go-to.ts';

/** Live meters, and what to do where the microphone may not be used. */
export function LiveMeters() {
  const { t } = useMessages();
  const { hud, settings } = useGuideSessions();
  const isCapturing = useSessionState((state) => state.capture.isCapturing && !state.capture.isDemo);
  const microphone = useSessionState((state) => state.components.microphone);
  const isWanted = useSessionState((state) => state.settings?.audio.microphone !== 'none');
  useEffect(
    () => () => {
      if (hud.store.getState().capture.isCheck)
        void hud.request({ type: 'stop-capture' }).catch(() => undefined);
    },
    [hud],
  );
  const hasConsent = useSessionState((state) => state.settings?.privacy.consentAtMs != null);
  const goTo = useGoTo();
  const test = (): void => {
    if (isCapturing) void hud.send({ type: 'stop-capture' });
    // The first step was skipped, and nothing is listened to before it was agreed to.
    else if (!hasConsent) goTo('consent');
    else void hud.send({ type: 'check-levels' });
  };
  const isDenied = isCapturing && isWanted && microphone?.status === 'failed';
  return (
    <section className="check">
      <button type="button" className="button" aria-pressed={isCapturing} onClick={test}>
        {t(isCapturing ? 'guide.mic.stop' : 'guide.mic.test')}
      </button>
      {isCapturing && (
        <div className="check-meters" ref={showItself}>
          <AudioTruth />
        </div>
      )}
      {isDenied && (
        <div className="guide-note" role="status">
          <p>
            <strong>{t('guide.mic.denied.title')}</strong> {t('guide.mic.denied')}
          </p>
          <button
            type="button"
            className="button small"
            onClick={() =>
              void settings.send({ type: 'change-settings', patch: { audio: { microphone: 'none' } } })
            }
          >
            {t('guide.mic.without')}
          </button>
        </div>
      )}
    </section>
  );
}

/** In a low window the meters begin out of sight. */
function showItself(meters: HTMLElement | null): void {
  meters?.scrollIntoView({ block: 'nearest' });
}
