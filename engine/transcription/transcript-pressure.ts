import type { Clock } from '../base/clock.ts';
import type { ComponentNote } from '../protocol/component-notes.ts';
import { wordNote } from './word-note.ts';
import { FINALS_MAX_FACTOR, HOPELESS_FACTOR, PARTIALS_MAX_FACTOR, type PassPace } from './pass-pace.ts';

type Behind = Extract<ComponentNote, { kind: 'behind' }>;

/** How far the recognizer is behind, and what is done about it. */
export interface TranscriptPressure {
  readonly level: 'none' | Behind['effect'];
  /** Undefined at level `none`. */
  readonly note: Behind | undefined;
  /** Ended turns whose text is still owed. */
  readonly waitingTurnCount: number;
  /** Turns whose text is lost, because there was no room to keep more audio. */
  readonly droppedTurnCount: number;
}

export interface PressureGaugeDeps {
  readonly clock: Clock;
  readonly chosenPace: PassPace;
  readonly smallerPace: PassPace;
  readonly hasSmaller: boolean;
  readonly onPressure: (pressure: TranscriptPressure) => void;
}

export interface PressureGauge {
  readonly allowsPartials: boolean;
  readonly usesSmaller: boolean;
  /** Ended turns that wait for a pass; call it also after a pass, whose time may change the level. */
  noteWaiting(waitingTurnCount: number): void;
  /** Turns whose audio is kept for later. */
  noteLate(lateTurnCount: number): void;
  noteLost(): void;
}

const SLOWER_PARTIALS_FACTOR = 0.2;
const FINALS_ONLY_WAITING_COUNT = 2;
const SMALLER_MODEL_WAITING_COUNT = 4;
/** A level is left for a better one only when the pace is this much better than its bound. */
const RELIEF_RATIO = 0.8;
/** After the strain is gone, the smaller model stays for this long; longer each time it was given up too early. */
const MIN_SMALLER_MS = 60_000;
const MAX_SMALLER_MS = 600_000;
/** A loss is shown for this long. */
const LOSS_SHOWN_MS = 60_000;

/** Judges how far recognition is behind, and says so when that changes. */
export function createPressureGauge(deps: PressureGaugeDeps): PressureGauge {
  const { clock, chosenPace, smallerPace } = deps;
  let waitingCount = 0;
  let lateCount = 0;
  let droppedCount = 0;
  let lostAtMs = Number.NEGATIVE_INFINITY;
  let smallerUntilMs = Number.NEGATIVE_INFINITY;
  let smallerMs = MIN_SMALLER_MS;
  let usesSmaller = false;
  let level: TranscriptPressure['level'] = 'none';
  let shown = '';

  const pace = (): PassPace => (usesSmaller ? smallerPace : chosenPace);
  const isAbove = (factor: number, isThere: boolean): boolean =>
    pace().factor > (isThere ? factor * RELIEF_RATIO : factor);

  const chooseModel = (): void => {
    if (!deps.hasSmaller) return;
    const nowMs = clock.nowMs();
    const isStrained =
      waitingCount + lateCount >= SMALLER_MODEL_WAITING_COUNT || pace().factor > FINALS_MAX_FACTOR;
    if (!usesSmaller && isStrained) {
      const isSoon = nowMs - smallerUntilMs < MIN_SMALLER_MS;
      smallerMs = isSoon ? Math.min(MAX_SMALLER_MS, 2 * smallerMs) : MIN_SMALLER_MS;
      usesSmaller = true;
    }
    if (usesSmaller && isStrained) smallerUntilMs = nowMs + smallerMs;
    if (usesSmaller && nowMs >= smallerUntilMs) {
      usesSmaller = false;
      chosenPace.forget();
    }
  };

  const judge = (): TranscriptPressure['level'] => {
    if (clock.nowMs() - lostAtMs < LOSS_SHOWN_MS) return 'losing';
    if (lateCount > 0) return 'late';
    if (usesSmaller) return 'smaller-model';
    const isFinalsOnly = level === 'finals-only';
    if (waitingCount >= FINALS_ONLY_WAITING_COUNT || isAbove(PARTIALS_MAX_FACTOR, isFinalsOnly))
      return 'finals-only';
    return isAbove(SLOWER_PARTIALS_FACTOR, level === 'slower-partials') ? 'slower-partials' : 'none';
  };

  const update = (): void => {
    chooseModel();
    level = judge();
    const cause = chosenPace.isBusy ? 'busy' : slownessOf(pace().factor);
    const note = noteOf(level, cause, { late: lateCount, losing: droppedCount });
    const words = note ? wordNote(note) : '';
    const waitingTurnCount = waitingCount + lateCount;
    if (words === shown) return;
    shown = words;
    deps.onPressure({ level, note, waitingTurnCount, droppedTurnCount: droppedCount });
  };

  return {
    get allowsPartials() {
      const isFastEnough = pace().factor <= PARTIALS_MAX_FACTOR;
      return isFastEnough && level !== 'finals-only' && level !== 'late' && level !== 'losing';
    },
    get usesSmaller() {
      return usesSmaller;
    },
    noteWaiting: (waitingTurnCount) => {
      waitingCount = waitingTurnCount;
      update();
    },
    noteLate: (lateTurnCount) => {
      lateCount = lateTurnCount;
      update();
    },
    noteLost: () => {
      droppedCount += 1;
      lostAtMs = clock.nowMs();
      update();
    },
  };
}

function slownessOf(factor: number): Behind['cause'] {
  if (factor > HOPELESS_FACTOR) return 'too-slow';
  return factor > SLOWER_PARTIALS_FACTOR ? 'slow' : 'behind';
}

/** @param counts utterances that come late or are lost. */
function noteOf(
  level: TranscriptPressure['level'],
  cause: Behind['cause'],
  counts: Readonly<Partial<Record<TranscriptPressure['level'], number>>>,
): Behind | undefined {
  if (level === 'none') return undefined;
  return { kind: 'behind', cause, effect: level, utteranceCount: counts[level] ?? 0 };
}
