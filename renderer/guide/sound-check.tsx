import { useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { speakerHeard, wordsOf } from '../session/selectors.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import type { Channel } from '../session/state.ts';
import { Check, Dot } from './guide-icons.tsx';
import './sound-check.css';
import { judgeChannel, type ChannelVerdict } from './judge-channel.ts';
import { speechReadiness } from './recommended.ts';

/** Both sides as a call uses them: does sound arrive, and do words come out of it? */
export function SoundCheck() {
  const { t } = useMessages();
  const session = useSession();
  const isCapturing = useSessionState((state) => state.capture.isCapturing && !state.capture.isDemo);
  const [firstTurnId, setFirstTurnId] = useState<string>();
  const hasThem = useSessionState((state) => state.settings?.audio.them !== 'none');
  const speaker = useSessionState((state) => speakerHeard(state, 'me'));
  const me = useVerdict('me', firstTurnId);
  const them = useVerdict('them', firstTurnId);
  const isPassed = me.is === 'heard' && (them.is === 'heard' || !hasThem);
  const start = (): void => {
    setFirstTurnId(session.store.getState().turns.at(-1)?.turnId ?? '');
    void session.send({ type: isCapturing ? 'stop-capture' : 'start-capture' });
  };
  return (
    <section className="check" aria-label={t('check.title')}>
      <button
        type="button"
        className={isCapturing ? 'button' : 'button primary'}
        aria-pressed={isCapturing}
        onClick={start}
      >
        {t(isCapturing ? 'check.stop' : 'check.start')}
      </button>
      {isCapturing && (
        <>
          <AudioTruth />
          <ul>
            <Side name={t(`speaker.${speaker}`)} verdict={me} ask={t('check.say')} />
            <Side name={t('speaker.them')} verdict={them} ask={t('check.play')} />
          </ul>
          {isPassed && (
            <p role="status" className="check-passed">
              {t(hasThem ? 'check.passed' : 'check.passed-one')}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Side({ name, verdict, ask }: { name: string; verdict: ChannelVerdict; ask: string }) {
  const { t } = useMessages();
  const text = (): string => {
    switch (verdict.is) {
      case 'off':
        return t('check.off');
      case 'no-sound':
        return t('check.no-sound');
      case 'quiet':
        return ask;
      case 'sound':
        return t('check.sound');
      case 'no-recognizer':
        return t('check.no-words');
      case 'heard':
        return t('check.heard', { words: verdict.words });
    }
  };
  const isHeard = verdict.is === 'heard';
  const Icon = isHeard ? Check : Dot;
  return (
    <li data-heard={isHeard}>
      <Icon sizePx={18} />
      <strong>{name}</strong> <span>{text()}</span>
    </li>
  );
}

/** @param sinceTurnId words of this turn and of those before it are of no interest. */
function useVerdict(channel: Channel, sinceTurnId: string | undefined): ChannelVerdict {
  const isWanted = useSessionState(({ settings }) =>
    channel === 'me' ? settings?.audio.microphone !== 'none' : settings?.audio.them !== 'none',
  );
  const measure = useSessionState((state) => state.channels[channel]);
  const nowMs = useSessionState((state) => state.nowMs);
  const canHear = useSessionState((state) => speechReadiness(state) === 'ready');
  const words = useSessionState((state) => {
    const index = state.turns.findIndex(({ turnId }) => turnId === sinceTurnId);
    const newest = state.turns
      .slice(index + 1)
      .findLast((turn) => turn.channel === channel && wordsOf(turn) !== '');
    return newest ? wordsOf(newest) : '';
  });
  return judgeChannel({ isWanted, measure, nowMs, canHear, words });
}
