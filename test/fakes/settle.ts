import { setImmediate as nextTurn } from 'node:timers/promises';

/** Each turn takes in what the sockets of this machine have brought. */
const TURN_COUNT = 50;

/** Lets bytes that are on their way, and what hangs on them, take their course while an injected clock stands still. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURN_COUNT; turn += 1) await nextTurn();
}
