import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import { reconnectDelayMs } from '../protocol/backoff.ts';

/** Recordings in a row that broke off at once, before the device counts as broken. */
const MAX_BROKEN_COUNT = 8;
/** A device that comes back is heard within two seconds, its start included. */
const LONGEST_DELAY_MS = 1_000;
/** A recording that lasted this long was a good one: the next failure starts counting again. */
const STEADY_MS = 5_000;

export interface RestartDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** An attempt got no sound at all: the device is away, for this reason. */
  readonly onAway: (error: unknown) => void;
}

/**
 * Starts a recording again when it breaks off, as when a device is unplugged or the sound server restarts, and one
 * that found no device, until there is sound or `signal` aborts. The time without sound shows as a jump of
 * `startSamples`; one before the first sound shows in where that starts.
 * @throws what `record` throws where never more than a moment of sound came.
 */
export async function* restartRecording(
  record: () => AsyncGenerator<AudioFrame, void, undefined>,
  { clock, log, onAway }: RestartDeps,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame, void, undefined> {
  const openedAtMs = clock.nowMs();
  let firstSampleAtMs: number | undefined;
  let endSamples = 0;
  let attemptIndex = 0;
  let brokenCount = 0;
  for (;;) {
    let originSamples: number | undefined;
    let recordedMs = 0;
    try {
      for await (const { channel, samples, startSamples } of record()) {
        const frameMs = samplesMs(samples.length);
        firstSampleAtMs ??= clock.nowMs() - frameMs;
        const elapsedMs = clock.nowMs() - frameMs - firstSampleAtMs;
        originSamples ??= Math.max(endSamples, Math.round((elapsedMs * PIPELINE_RATE_HZ) / 1_000));
        recordedMs = samplesMs(startSamples + samples.length);
        endSamples = originSamples + startSamples + samples.length;
        yield { channel, samples, startSamples: originSamples + startSamples };
      }
      return;
    } catch (error) {
      if (recordedMs >= STEADY_MS) attemptIndex = brokenCount = 0;
      else if (recordedMs > 0) brokenCount += 1;
      if (signal.aborted || brokenCount === MAX_BROKEN_COUNT) throw error;
      if (recordedMs > 0) log.warn('recording broke off and is started again', { attemptIndex, error });
      else onAway(error);
      firstSampleAtMs ??= openedAtMs;
      const delayMs = reconnectDelayMs(attemptIndex, Math.random());
      await clock.sleep(Math.min(delayMs, LONGEST_DELAY_MS), signal);
      attemptIndex += 1;
    }
  }
}
