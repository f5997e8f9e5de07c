/** A superseded pass that somebody waits behind, and what could take its place. */
export interface SupersededPass {
  /** What it would take to its end. */
  readonly restMs: number;
  /** What a new process needs before it can be asked. */
  readonly readyMs: number;
  /** What the loaded spare has cost; undefined when there is none, or when the one who waits is not worth it. */
  readonly spareReloadMs: number | undefined;
}

/** Without a spare the wait goes on through a start of unsure length, so the rest must be clearly longer. */
const START_PAYS_RATIO = 1.5;
/** Less is not noticed, and the spare had better be kept for a longer wait or for a crash. */
const NOTICED_WAIT_MS = 150;
/** A second that somebody waits is worth ten seconds in which an otherwise idle processor loads a new spare. */
const RELOAD_PRICE_RATIO = 0.1;

/**
 * Whether ending the process is better than waiting the superseded pass out and dropping its text.
 * With a spare the next pass begins at once: the rest is saved, and the price is a reload later, when
 * the recognizer is not used. Without one the next pass waits for a new process instead.
 */
export function doesStopPay({ restMs, readyMs, spareReloadMs }: SupersededPass): boolean {
  if (spareReloadMs === undefined) return restMs >= readyMs * START_PAYS_RATIO;
  return restMs >= Math.max(NOTICED_WAIT_MS, spareReloadMs * RELOAD_PRICE_RATIO);
}
