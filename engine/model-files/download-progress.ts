import type { Clock } from '../base/clock.ts';
import { formatBytes } from '../protocol/byte-size.ts';

export interface DownloadProgress {
  readonly phase: 'receiving' | 'waiting' | 'verifying';
  /** For display: rate and time left, or why it waits. */
  readonly detail: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
}

/** Turns byte counts into progress with a rate over the last few seconds. */
export interface ProgressMeter {
  /** True when the last report is old enough for another. */
  isDue(): boolean;
  receiving(receivedBytes: number): DownloadProgress;
  waiting(receivedBytes: number, reason: string): DownloadProgress;
  verifying(receivedBytes: number): DownloadProgress;
}

const REPORT_INTERVAL_MS = 250;
const RATE_WINDOW_MS = 5_000;

export function createProgressMeter(totalBytes: number, clock: Clock): ProgressMeter {
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  let samples: { readonly atMs: number; readonly bytes: number }[] = [];

  const report = (
    phase: DownloadProgress['phase'],
    detail: string,
    receivedBytes: number,
    bytesPerSecond: number,
  ): DownloadProgress => {
    reportedAtMs = clock.nowMs();
    return { phase, detail, receivedBytes, totalBytes, bytesPerSecond };
  };
  return {
    isDue: () => clock.nowMs() - reportedAtMs >= REPORT_INTERVAL_MS,
    receiving(receivedBytes) {
      const nowMs = clock.nowMs();
      // A restart makes the count fall; what was measured before then says nothing of the rest.
      const isRestart = (samples.at(-1)?.bytes ?? 0) > receivedBytes;
      samples = isRestart ? [] : samples.filter((sample) => nowMs - sample.atMs <= RATE_WINDOW_MS);
      samples.push({ atMs: nowMs, bytes: receivedBytes });
      const bytesPerSecond = rateOf(samples);
      return report(
        'receiving',
        describeRate(bytesPerSecond, totalBytes - receivedBytes),
        receivedBytes,
        bytesPerSecond,
      );
    },
    waiting(receivedBytes, reason) {
      samples = [];
      return report('waiting', reason, receivedBytes, 0);
    },
    verifying: (receivedBytes) => report('verifying', 'Checking the SHA-256.', receivedBytes, 0),
  };
}

function rateOf(samples: readonly { readonly atMs: number; readonly bytes: number }[]): number {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return ((last.bytes - first.bytes) * 1_000) / (last.atMs - first.atMs);
}

function describeRate(bytesPerSecond: number, leftBytes: number): string {
  if (bytesPerSecond <= 0) return '';
  return `${formatBytes(bytesPerSecond)}/s, ${describeDuration((leftBytes * 1_000) / bytesPerSecond)} left`;
}

function describeDuration(durationMs: number): string {
  if (durationMs < 90_000) return `${Math.ceil(durationMs / 1_000)} s`;
  if (durationMs < 5_400_000) return `${Math.ceil(durationMs / 60_000)} min`;
  return `${Math.ceil(durationMs / 3_600_000)} h`;
}
