import { createCrashBudget } from '../engine/protocol/crash-budget.ts';
import { launchEngine, type EngineLinkOptions, type StartFailure } from './engine-link.ts';

const RESTART_DELAY_MS = 500;
const STOP_DEADLINE_MS = 2_000;

export interface EngineProcessOptions extends EngineLinkOptions {
  readonly onDown: () => void;
  /** @param failure why the engine cannot start; undefined when it crashed too often. */
  readonly onGivenUp: (failure: StartFailure | undefined) => void;
}

export interface EngineProcess {
  /** Lets it end in order; kills it, and all it started, when that takes too long. */
  stop(): Promise<void>;
  /** Ends it and all it started at once. */
  kill(): void;
  /** After it was given up. */
  startAgain(): void;
}

/** Runs the engine as a utility process and starts it again when it crashes. */
export function startEngineProcess(options: EngineProcessOptions): EngineProcess {
  const crashes = createCrashBudget({ nowMs: () => performance.now() });
  let isStopping = false;
  let restart: NodeJS.Timeout | undefined;
  let running = launch();

  function launch() {
    return launchEngine(options, onGone);
  }
  function onGone(failure: StartFailure | undefined): void {
    if (isStopping) return;
    options.onDown();
    if (failure) {
      options.onGivenUp(failure);
      return;
    }
    crashes.noteCrash();
    if (crashes.isSpent) {
      options.onGivenUp(undefined);
      return;
    }
    restart = setTimeout(() => {
      running = launch();
    }, RESTART_DELAY_MS);
  }
  const kill = (): void => {
    isStopping = true;
    clearTimeout(restart);
    running.kill();
  };

  return {
    async stop() {
      isStopping = true;
      clearTimeout(restart);
      running.askToStop();
      const overdue = setTimeout(kill, STOP_DEADLINE_MS);
      await running.gone;
      clearTimeout(overdue);
    },
    kill,
    startAgain() {
      crashes.reset();
      running = launch();
    },
  };
}
