import { deviceName } from '../messages/engine-texts.ts';
import { useMessages } from '../messages/use-messages.ts';
import { deafChannels } from '../session/hearing.ts';
import { playedNow, speakerHeard } from '../session/selectors.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Channel } from '../session/state.ts';

const SILENT_DBFS = -60;

/** For each channel: is sound arriving, from where, and when was the last word. */
export function AudioTruth() {
  const { t } = useMessages();
  const { isCapturing, channels } = useSessionState((state) => state.capture);
  return (
    <section className="audio" aria-label={t('sound.title')}>
      {isCapturing && channels.length > 0 ? (
        channels.map((channel) => <ChannelTruth key={channel} channel={channel} />)
      ) : (
        <p className="hint">{t('sound.none')}</p>
      )}
    </section>
  );
}

function ChannelTruth({ channel }: { readonly channel: Channel }) {
  const messages = useMessages();
  const { t, age } = messages;
  const measure = useSessionState((state) => state.channels[channel]);
  const isCheck = useSessionState((state) => state.capture.isCheck);
  const nowMs = useSessionState((state) => state.nowMs);
  const isDeaf = useSessionState((state) => deafChannels(state).includes(channel));
  const sinceMs = measure ? Math.max(0, nowMs - measure.receivedAtMs) : 0;
  const level = measure && !isDeaf ? levelRatio(measure.levelDbfs) : 0;
  const speaker = t(`speaker.${useSessionState((state) => speakerHeard(state, channel))}`);
  const isDemo = useSessionState((state) => playedNow(state) === 'demo');
  const device = isDemo ? t('doing.demo') : deviceName(messages, measure?.device ?? '');
  return (
    <div className="channel" data-stalled={isDeaf}>
      <span className="speaker">{speaker}</span>
      <span
        className="level"
        role="meter"
        aria-label={t('sound.level', { speaker })}
        aria-valuemin={SILENT_DBFS}
        aria-valuemax={0}
        aria-valuenow={Math.round(Math.max(SILENT_DBFS, measure?.levelDbfs ?? SILENT_DBFS))}
        data-speech={measure?.isSpeech ?? false}
      >
        <span style={{ transform: `scaleX(${level})` }} />
      </span>
      <span className="channel-text" title={device}>
        <span className="clip">{device || t('sound.waiting')}</span>
        <span className="figures">
          {isDeaf && t('sound.deaf')}
          {!isDeaf &&
            !isCheck &&
            (measure?.lastWordAgeMs == null
              ? t('sound.no-words')
              : t('sound.last-word', { age: age(measure.lastWordAgeMs + sinceMs) }))}
        </span>
      </span>
    </div>
  );
}

function levelRatio(levelDbfs: number): number {
  return Math.max(0, Math.min(1, 1 - levelDbfs / SILENT_DBFS));
}
