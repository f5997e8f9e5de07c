import { EngineError } from '../../../base/engine-error.ts';

/** From this share of the wait without computing time on, the machine is to blame, not the model. */
const BUSY_RATIO = 1 / 3;

/**
 * @param lostMs how much of the wait the model could not compute.
 * @param waitedMs for what it owes.
 */
export function isMachineBusy(lostMs: number, waitedMs: number): boolean {
  return lostMs > 0 && lostMs >= BUSY_RATIO * waitedMs;
}

export function machineBusy(): EngineError {
  return new EngineError(
    'machine-busy',
    'This machine is busy: the model got too little computing time.',
    'Close other programs, then ask again.',
  );
}
