import { median } from '../../engine/base/percentiles.ts';
import type { SoakReading } from './soak-engine.ts';

/** Readings before so much of the run has passed are warm-up: compiled code and filled caches. */
const WARM_UP_RATIO = 0.3;
const MIN_READING_COUNT = 4;
const HOUR_MS = 3_600_000;
const MIB_BYTES = 1_024 * 1_024;
/** An hour of growth at most; a short run is allowed what collections leave behind. */
const HEAP_SLOPE_MIB_PER_HOUR = 0.5;
const HEAP_NOISE_MIB = 3;
const RESIDENT_SLOPE_MIB_PER_HOUR = 1;
const RESIDENT_NOISE_MIB = 32;
const HANDLE_LIMIT_COUNT = 2;

/** Growth from the first to the last third after the warm-up, as a straight line through all readings has it. */
interface Growth {
  readonly slopeMibPerHour: number;
  readonly grownMib: number;
  readonly limitMib: number;
}

export interface SoakVerdict {
  readonly heap: Growth;
  readonly resident: Growth;
  readonly handles: { readonly first: number; readonly last: number; readonly limitCount: number };
  /** Limits that were broken; empty when all were held. */
  readonly broken: readonly string[];
}

/** @param readings oldest first, taken with the same clients connected. */
export function judgeSoak(readings: readonly SoakReading[], engineFailureCount: number): SoakVerdict {
  const warm = readings.slice(Math.floor(readings.length * WARM_UP_RATIO));
  const heap = growthOf(warm, ({ heapBytes }) => heapBytes, HEAP_SLOPE_MIB_PER_HOUR, HEAP_NOISE_MIB);
  const resident = growthOf(
    warm,
    ({ residentBytes }) => residentBytes,
    RESIDENT_SLOPE_MIB_PER_HOUR,
    RESIDENT_NOISE_MIB,
  );
  const handleCounts = warm.map(({ handleCount }) => handleCount);
  const third = Math.ceil(handleCounts.length / 3);
  const handles = {
    first: median(handleCounts.slice(0, third)),
    last: median(handleCounts.slice(-third)),
    limitCount: HANDLE_LIMIT_COUNT,
  };
  const last = readings.at(-1);
  const limits: readonly (readonly [string, boolean])[] = [
    ['readings', warm.length >= MIN_READING_COUNT],
    ['work', (last?.transcriptCount ?? 0) > 0 && (last?.answerCount ?? 0) > 0],
    ['engine failures', engineFailureCount === 0],
    ['heap', heap.grownMib <= heap.limitMib],
    ['resident memory', resident.grownMib <= resident.limitMib],
    ['handles', warm.length === 0 || handles.last - handles.first <= HANDLE_LIMIT_COUNT],
  ];
  return {
    heap,
    resident,
    handles,
    broken: limits.filter(([, isHeld]) => !isHeld).map(([name]) => name),
  };
}

function growthOf(
  readings: readonly SoakReading[],
  figure: (reading: SoakReading) => number,
  limitMibPerHour: number,
  noiseMib: number,
): Growth {
  const hours = readings.map(({ atMs }) => atMs / HOUR_MS);
  const mib = readings.map((reading) => figure(reading) / MIB_BYTES);
  const durationHours = (hours.at(-1) ?? 0) - (hours[0] ?? 0);
  const slopeMibPerHour = slopeOf(hours, mib);
  return {
    slopeMibPerHour,
    grownMib: slopeMibPerHour * durationHours,
    limitMib: noiseMib + limitMibPerHour * durationHours,
  };
}

/** Of the straight line with the least squares. */
function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const common = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] ?? 0) - meanY), 0);
  return spread === 0 ? 0 : common / spread;
}
