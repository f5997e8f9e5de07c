import { superviseChild } from '../engine/protocol/supervised-child.ts';
import { launchEngine, type EngineLink, type EngineLinkOptions, type StartFailure } from './engine-link.ts';

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
  let leaving: EngineLink | undefined;
  const engine = superviseChild<EngineLink, StartFailure | undefined>({
    launch: (onEnd) => launchEngine(options, onEnd),
    // One that says why it cannot start would say so again.
    isCrash: (failure) => failure === undefined,
    restart: { afterMs: RESTART_DELAY_MS },
    nowMs: () => performance.now(),
    onLost: ({ end: failure, isGivenUp }) => {
      options.onDown();
      if (isGivenUp) options.onGivenUp(failure);
    },
  });
  engine.start();
  const kill = (): void => {
    engine.end();
    leaving?.kill();
  };

  return {
    async stop() {
      leaving = engine.release();
      leaving?.askToStop();
      const overdue = setTimeout(kill, STOP_DEADLINE_MS);
      await leaving?.gone;
      clearTimeout(overdue);
    },
    kill,
    startAgain() {
      engine.forgive();
      engine.start();
    },
  };
}
