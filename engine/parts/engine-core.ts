import { createBackground, type RunInBackground } from '../base/background.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import type { SpawnChild } from '../base/fork-child.ts';
import { createLogger, type Logger } from '../base/logger.ts';
import { publishFailure, type Publish } from '../base/publish-failure.ts';
import { logLine } from '../base/terminal.ts';
import { createTurnIds } from '../base/turn-ids.ts';
import { createForgottenTurns, type ForgottenTurns } from '../call/forgotten-turns.ts';
import type { EngineConfig } from '../settings/config.ts';
import { createHub, type Hub } from '../server/hub.ts';
import type { TokenKeeper } from '../settings/access-tokens.ts';
import type { Confirm } from '../shell/guard-pages.ts';
import { createOrderedShutdown } from '../shell/ordered-shutdown.ts';

export interface EngineOptions {
  readonly config: EngineConfig;
  /** Manifest, detector weights, starter questions and the demo. */
  readonly assetsDirectory: string;
  readonly appVersion: string;
  /** Serves the pages of this folder; absent for one-shot commands, which need no socket. */
  readonly staticDirectory?: string;
  /** Parts to make ready at once; the voice detector is made at the first sound. */
  readonly warm: readonly ('speech' | 'model')[];
  /** How processes of our own are started; a forked Node when absent. */
  readonly spawnChild?: SpawnChild;
  /** Where access tokens are kept; in memory, for this run, when absent. */
  readonly tokenKeeper?: TokenKeeper;
  /** Asks the user about what a page may not decide by itself; absent where there is nobody to ask. */
  readonly confirm?: Confirm | undefined;
  /** What the tokens of the server follow from, so that they outlive a restart; random when absent. */
  readonly secret?: Buffer | undefined;
  readonly clock?: Clock;
  readonly log?: Logger;
}

/** What is there before any part of the engine. */
export interface EngineCore {
  readonly clock: Clock;
  readonly log: Logger;
  readonly hub: Hub;
  /** Passes on every event but those of turns that were wiped. */
  readonly publish: Publish;
  /** Reports what fails, until the engine closes. */
  readonly background: RunInBackground;
  readonly nextTurnId: () => string;
  readonly forgotten: ForgottenTurns;
  /** Aborts when the engine closes. */
  readonly run: AbortController;
  /** Of every part, newest first; none may hold up the others. */
  readonly closing: {
    /** @returns the part, which is disposed within its time, after every part that was made later. */
    own<Part extends AsyncDisposable>(name: string, part: Part): Part;
    ownSync<Part extends Disposable | AsyncDisposable>(part: Part): Part;
    defer(name: string, work: () => Promise<unknown>): void;
    deferSync(work: () => void): void;
  };
}

/** @param undo is disposed when the engine closes. */
export function createEngineCore(options: EngineOptions, undo: AsyncDisposableStack): EngineCore {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(options.config.logLevel, logLine);
  const run = new AbortController();
  const hub = createHub({ clock, log });
  const nextTurnId = createTurnIds(clock);
  const forgotten = createForgottenTurns(nextTurnId);
  const publish: Publish = (event) => {
    const turnId = 'turnId' in event ? event.turnId : undefined;
    if (turnId === undefined || !forgotten.has(turnId)) hub.publish(event);
  };
  const background = createBackground((name, error) => {
    if (run.signal.aborted) return;
    log.warn('background work failed', { work: name, error });
    publishFailure(error, publish);
  });
  const shutdown = createOrderedShutdown({ clock, log });
  return {
    clock,
    log,
    hub,
    publish,
    background,
    nextTurnId,
    forgotten,
    run,
    closing: {
      own: (name, part) => {
        undo.use(shutdown.bounded(name, part));
        return part;
      },
      ownSync: (part) => undo.use(part),
      defer: (name, work) => undo.defer(shutdown.boundedWork(name, work)),
      deferSync: (work) => undo.defer(work),
    },
  };
}
