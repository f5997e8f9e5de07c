import type { FileProgress } from '../../engine/capture/file-progress.ts';
import { clockTime } from './describe-event.ts';

/** One line: how far it has come, how fast, and how long the rest takes where the file's length is known. */
export function describeProgress({ heardMs, speedRatio, durationMs, leftMs }: FileProgress): string {
  const speed = `${speedRatio.toFixed(1)}× real time`;
  if (durationMs === undefined || leftMs === undefined) return `${clockTime(heardMs)}, ${speed}`;
  return `${clockTime(heardMs)} of about ${clockTime(durationMs)}, ${speed}, about ${clockTime(leftMs)} left`;
}
