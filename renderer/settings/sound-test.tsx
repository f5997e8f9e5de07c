import { useEffect } from 'react';
import { TEST_TONE_HZ } from '../../engine/protocol/sound-test.ts';
import { deviceName } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

const TONE_MS = 2_000;
const TONE_GAIN_RATIO = 0.25;

/** Plays a tone and shows, for each channel, whether it was heard or which half failed. */
export function SoundTest() {
  const session = useSession();
  const messages = useMessages();
  const { t, language } = messages;
  const test = useSessionState((state) => state.soundTest);
  const isRunning = test !== undefined && test.phase !== 'done';
  useEffect(() => (test?.phase === 'playing' ? playTone() : undefined), [test?.phase]);
  return (
    <div className="sound-test">
      <button
        type="button"
        className="button"
        disabled={isRunning}
        onClick={() => void session.send({ type: 'test-sound' })}
      >
        {isRunning ? t('sound-test.running') : t('sound-test.start')}
      </button>
      <div role="status">
        {test?.channels.map(({ channel, device, outcome, detail }) => (
          <p key={channel} className="hint" data-outcome={outcome}>
            {t(`speaker.${channel}`)}: {t(`sound-test.${outcome}`, { device: deviceName(messages, device) })}{' '}
            {language === 'en' && detail}
          </p>
        ))}
      </div>
    </div>
  );
}

/** @returns ends it before its time. */
function playTone(): () => void {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: TONE_GAIN_RATIO });
  const tone = new OscillatorNode(context, { frequency: TEST_TONE_HZ });
  tone.connect(gain).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + TONE_MS / 1_000);
  return () => void context.close();
}
