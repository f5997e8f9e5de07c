import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import { reconnectDelayMs } from '../protocol/backoff.ts';

/** Attempts in a row, over some 20 s, before the device counts as gone. */
const MAX_ATTEMPT_COUNT = 8;
/** A recording that lasted this long was a good one: the next failure starts counting again. */
const STEADY_MS = 5_000;

/**
 * Starts a recording again when it breaks off, as when a device is unplugged or the sound server restarts.
 * The time without sound shows as a jump of `startSamples`. A device that was never heard is not waited for.
 * @throws what `record` throws once it has failed too often in a row.
 */
export async function* restartRecording(
  record: () => AsyncGenerator<AudioFrame, void, undefined>,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): AsyncGenerator<AudioFrame, void, undefined> {
  let firstSampleAtMs: number | undefined;
  let endSamples = 0;
  let attemptIndex = 0;
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
      if (recordedMs >= STEADY_MS) attemptIndex = 0;
      if (signal.aborted || firstSampleAtMs === undefined || attemptIndex === MAX_ATTEMPT_COUNT) throw error;
      log.warn('recording broke off and is started again', { attemptIndex, error });
      await clock.sleep(reconnectDelayMs(attemptIndex, Math.random()), signal);
      attemptIndex += 1;
    }
  }
}
