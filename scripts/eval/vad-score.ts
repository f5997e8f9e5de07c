import { percentile } from '../../engine/base/percentiles.ts';

export interface VadScore {
  /** Labelled speech, boundaries left out. */
  readonly speechMs: number;
  /** Share of speech that was not heard; null without speech. */
  readonly missRate: number | null;
  /** Share of the rest that was taken for speech; null without any. */
  readonly falseAlarmRate: number | null;
  /** Distance of each labelled start from the nearest one that was heard; a missed one counts as 500 ms. */
  readonly onsetErrorMs: { readonly p50: number | null; readonly p95: number | null };
  /** Labelled starts at which nothing was heard within 500 ms. */
  readonly missedOnsets: number;
  /** Labelled starts in voice that was heard already: the gap before was not; these have no distance. */
  readonly joinedOnsets: number;
  /** Turns that a recognizer would have been called for. */
  readonly turns: number;
}

/** Of voice. */
export type Span = readonly [startMs: number, endMs: number];

/** Times and counts of a file, or of several. */
export interface VadTally {
  speechMs: number;
  missedMs: number;
  otherMs: number;
  falseMs: number;
  turns: number;
  joinedOnsets: number;
  readonly onsetErrorsMs: number[];
}

const GRID_MS = 10;
/** Labels are not better than this: time around each labelled boundary is not counted. */
export const COLLAR_MS = 100;
/** The labels close gaps up to 250 ms and pad by 20 ms on either side; what is heard is read the same way. */
export const CLOSED_GAP_MS = 290;
/** A start further away than this belongs to something else: the labelled one was missed. */
const ONSET_SEARCH_MS = 500;

/** Spans in order of start, those with a short gap between them as one. */
export function closeGaps(spans: readonly Span[]): Span[] {
  const closed: [number, number][] = [];
  for (const [startMs, endMs] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = closed.at(-1);
    if (last && startMs - last[1] <= CLOSED_GAP_MS) last[1] = Math.max(last[1], endMs);
    else closed.push([startMs, endMs]);
  }
  return closed;
}

/** What was heard in a file against its labels; @param turns ended in it. */
export function compareSpans(
  labels: readonly Span[],
  heard: readonly Span[],
  durationMs: number,
  turns: number,
): VadTally {
  const tally: VadTally = {
    speechMs: 0,
    missedMs: 0,
    otherMs: 0,
    falseMs: 0,
    turns,
    joinedOnsets: 0,
    onsetErrorsMs: [],
  };
  const reference = closeGaps(labels);
  const isIn = (spans: readonly Span[], atMs: number): boolean =>
    spans.some(([startMs, endMs]) => atMs >= startMs && atMs < endMs);
  for (let atMs = GRID_MS / 2; atMs < durationMs; atMs += GRID_MS) {
    if (reference.flat().some((boundaryMs) => Math.abs(boundaryMs - atMs) <= COLLAR_MS)) continue;
    const isHeard = isIn(heard, atMs);
    if (isIn(reference, atMs)) {
      tally.speechMs += GRID_MS;
      if (!isHeard) tally.missedMs += GRID_MS;
    } else {
      tally.otherMs += GRID_MS;
      if (isHeard) tally.falseMs += GRID_MS;
    }
  }
  for (const [labelMs] of reference) {
    const nearestMs = Math.min(...heard.map(([startMs]) => Math.abs(startMs - labelMs)));
    if (nearestMs > ONSET_SEARCH_MS && isIn(heard, labelMs)) tally.joinedOnsets += 1;
    else tally.onsetErrorsMs.push(Math.min(nearestMs, ONSET_SEARCH_MS));
  }
  return tally;
}

/** The tallies of several files as one. */
export function addTallies(tallies: readonly VadTally[]): VadTally {
  const sum = (pick: (tally: VadTally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  return {
    speechMs: sum((tally) => tally.speechMs),
    missedMs: sum((tally) => tally.missedMs),
    otherMs: sum((tally) => tally.otherMs),
    falseMs: sum((tally) => tally.falseMs),
    turns: sum((tally) => tally.turns),
    joinedOnsets: sum((tally) => tally.joinedOnsets),
    onsetErrorsMs: tallies.flatMap((tally) => tally.onsetErrorsMs),
  };
}

export function scoreTally(tally: VadTally): VadScore {
  const at = (share: number): number | null =>
    tally.onsetErrorsMs.length === 0 ? null : percentile(tally.onsetErrorsMs, share);
  return {
    speechMs: tally.speechMs,
    missRate: tally.speechMs === 0 ? null : tally.missedMs / tally.speechMs,
    falseAlarmRate: tally.otherMs === 0 ? null : tally.falseMs / tally.otherMs,
    onsetErrorMs: { p50: at(0.5), p95: at(0.95) },
    missedOnsets: tally.onsetErrorsMs.filter((errorMs) => errorMs >= ONSET_SEARCH_MS).length,
    joinedOnsets: tally.joinedOnsets,
    turns: tally.turns,
  };
}
