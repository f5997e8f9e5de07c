import { formatAge } from '../session/format.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Channel, ChannelMeasure } from '../session/state.ts';

const SPEAKERS = { me: 'You', them: 'Them' } as const;
const SILENT_DBFS = -60;
/** A frame comes every 20 ms; a second without one means that no sound arrives at all. */
const STALLED_AFTER_MS = 1_000;

/** For each channel: is sound arriving, from where, and when was the last word. */
export function AudioTruth() {
  const { isCapturing, channels } = useSessionState((state) => state.capture);
  return (
    <section className="audio" aria-label="Sound">
      {isCapturing && channels.length > 0 ? (
        channels.map((channel) => <ChannelTruth key={channel} channel={channel} />)
      ) : (
        <p className="hint">No sound is taken in.</p>
      )}
    </section>
  );
}

function ChannelTruth({ channel }: { readonly channel: Channel }) {
  const measure = useSessionState((state) => state.channels[channel]);
  const nowMs = useSessionState((state) => state.nowMs);
  const isPaused = useSessionState((state) => state.capture.isPaused);
  const sinceMs = measure ? Math.max(0, nowMs - measure.receivedAtMs) : 0;
  const frameAgeMs = measure ? measure.lastFrameAgeMs + sinceMs : Infinity;
  const isStalled = !isPaused && frameAgeMs > STALLED_AFTER_MS;
  const level = measure && !isStalled && !isPaused ? levelRatio(measure.levelDbfs) : 0;
  return (
    <div className="channel" data-stalled={isStalled}>
      <span className="speaker">{SPEAKERS[channel]}</span>
      <span
        className="level"
        role="meter"
        aria-label={`Level of ${SPEAKERS[channel]}`}
        aria-valuemin={SILENT_DBFS}
        aria-valuemax={0}
        aria-valuenow={Math.round(Math.max(SILENT_DBFS, measure?.levelDbfs ?? SILENT_DBFS))}
        data-speech={measure?.isSpeech ?? false}
      >
        <span style={{ transform: `scaleX(${level})` }} />
      </span>
      <span className="channel-text" title={measure?.device}>
        <span className="clip">{measure?.device || 'Waiting for the device'}</span>
        <span className="figures">{isPaused ? 'paused' : truthText(measure, frameAgeMs, sinceMs)}</span>
      </span>
    </div>
  );
}

function truthText(measure: ChannelMeasure | undefined, frameAgeMs: number, sinceMs: number): string {
  if (!measure) return 'no sound yet';
  if (frameAgeMs > STALLED_AFTER_MS) return `no sound for ${formatAge(frameAgeMs)}`;
  const dropped = measure.droppedFrameCount > 0 ? ` · ${measure.droppedFrameCount} frames lost` : '';
  const word =
    measure.lastWordAgeMs === null
      ? 'no words yet'
      : `last word ${formatAge(measure.lastWordAgeMs + sinceMs)} ago`;
  return `frame ${Math.round(measure.lastFrameAgeMs)} ms · ${word}${dropped}`;
}

function levelRatio(levelDbfs: number): number {
  return Math.max(0, Math.min(1, 1 - levelDbfs / SILENT_DBFS));
}
