import { endProcess } from '../engine/base/end-process.ts';
import { ignoreStderrErrors, onStdoutError } from '../engine/base/terminal.ts';
import { watchParent } from './watch-parent.ts';

/** From the request to end until the process is gone, whatever still runs; noticing a dead parent comes on top. */
const STOP_DEADLINE_MS = 2_400;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The end of a run, whatever asks for it. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts once the user, the terminal, the reader of our output or the process that started us ends the run. A
 * second signal ends the process at once, and so does the deadline.
 */
export function createStopSignal(reason?: unknown): StopSignal {
  const run = new AbortController();
  const stop = (): void => {
    if (run.signal.aborted) return;
    run.abort(reason);
    setTimeout(() => endProcess(130), STOP_DEADLINE_MS).unref();
  };
  const onSignal = (): void => {
    if (run.signal.aborted) endProcess(130);
    stop();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  watchParent(stop);
  // The reader of our pipe has gone (`sotto … | head`), or the terminal: what there is to keep is kept.
  onStdoutError(stop);
  // Progress and warnings that nobody reads are no reason to end.
  ignoreStderrErrors();
  return {
    signal: run.signal,
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
