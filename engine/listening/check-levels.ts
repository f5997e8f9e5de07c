import { inBackground, runLater } from '../base/background.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { createChannelReading } from './channel-reading.ts';
import { type ChannelWatchDeps, endable, publishReadings } from './channel-watch.ts';
import type { ListeningSession } from './start-listening.ts';

/** A check that is forgotten leaves no device open for longer. */
const LONGEST_CHECK_MS = 120_000;

/** Opens `sources` and publishes their levels and states, as in a call; nothing is transcribed or kept. */
export function startLevelCheck(sources: readonly CaptureSource[], deps: ChannelWatchDeps): ListeningSession {
  const closing = new AbortController();
  const { signal } = closing;
  const publishCapturing = (isCapturing: boolean): void => {
    const channels = isCapturing ? sources.map(({ channel }) => channel) : [];
    const flags = { isPaused: false, isDemo: false, isCheck: true };
    deps.publish({ type: 'capture.changed', isCapturing, ...flags, channels });
  };
  const readings = sources.map((source) => createChannelReading(source, deps.clock));
  const observe = async (source: CaptureSource, index: number): Promise<void> => {
    // Aborting ends the frames in order, so the channel is reported as off.
    for await (const frame of endable(source, readings[index], deps, signal).frames(
      new AbortController().signal,
    ))
      readings[index]?.observeFrame(frame);
  };
  const run = async (): Promise<void> => {
    // The indicator stands before the first sample is taken.
    publishCapturing(true);
    inBackground(
      () => publishReadings(readings, deps, signal),
      () => undefined,
    );
    runLater(
      LONGEST_CHECK_MS,
      () => closing.abort(),
      { clock: deps.clock, onFailure: () => undefined },
      signal,
    );
    try {
      await Promise.all(sources.map(observe));
    } finally {
      closing.abort();
      publishCapturing(false);
    }
  };
  const done = run();
  return {
    controls: new Map(),
    done,
    stop: () => {
      closing.abort();
      return done;
    },
  };
}
