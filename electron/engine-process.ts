import path from 'node:path';
import { utilityProcess } from 'electron';
import type { Session } from '../engine/protocol/session.ts';
import { engineToShellSchema, type ShellToEngine } from '../engine/protocol/shell-link.ts';
import { createEngineChildren, killNow } from './engine-children.ts';
import type { KeptTokens } from './kept-tokens.ts';

/** Crashes in a row that are answered by a restart; a minute of life makes up for them. */
const RESTART_LIMIT_COUNT = 4;
const STEADY_AFTER_MS = 60_000;
const RESTART_DELAY_MS = 500;
const STOP_DEADLINE_MS = 2_000;

/** Where a running engine is, and the tokens of the pages and of the shell itself. */
export interface EngineAddress extends Session {
  readonly origin: string;
}

export interface EngineProcessOptions {
  /** Folder of the bundles: `main.js` and the processes it asks for. */
  readonly directory: string;
  /** Handed to the engine on its command line. */
  readonly engineArguments: readonly string[];
  /** Keeps the engine's access tokens. */
  readonly tokens: KeptTokens;
  /** Asks the user about what a page may not decide by itself. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Called at each start, also after a crash. */
  readonly onReady: (address: EngineAddress) => void;
  readonly onDown: () => void;
  /** The engine cannot start, or crashed too often. */
  readonly onGivenUp: (message: string, remedy: string) => void;
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
  let isStopping = false;
  let crashCount = 0;
  let restart: NodeJS.Timeout | undefined;
  let running = launch();

  function launch() {
    const startedAtMs = performance.now();
    let failure: { message: string; remedy: string } | undefined;
    const engine = utilityProcess.fork(
      path.join(options.directory, 'main.js'),
      [...options.engineArguments],
      {
        serviceName: 'Sotto engine',
        stdio: 'inherit',
      },
    );
    let isGone = false;
    const tell = (message: ShellToEngine): void => {
      if (!isGone) engine.postMessage(message);
    };
    const children = createEngineChildren(options.directory, tell);
    const gone = new Promise<void>((resolve) => {
      engine.once('exit', () => {
        isGone = true;
        children.killAll();
        resolve();
        if (!isStopping) onCrash(performance.now() - startedAtMs, failure);
      });
    });
    engine.on('message', (data: unknown) => {
      const message = engineToShellSchema.safeParse(data).data;
      if (!message) return;
      switch (message.type) {
        case 'ready':
          options.onReady({ origin: message.origin, tokens: message.tokens });
          break;
        case 'failed':
          failure = message;
          break;
        case 'load-token':
          tell({ type: 'token-held', service: message.service, ...options.tokens.load(message.service) });
          break;
        case 'keep-token': {
          const held = options.tokens.keep(message.service, message.accessToken);
          tell({ type: 'token-held', service: message.service, ...held });
          break;
        }
        case 'confirm': {
          const { confirmIndex } = message;
          options.confirm(message.question).then(
            (isAllowed) => tell({ type: 'confirmed', confirmIndex, isAllowed }),
            () => tell({ type: 'confirmed', confirmIndex, isAllowed: false }),
          );
          break;
        }
        default:
          children.handle(message);
      }
    });
    return { engine, children, tell, gone };
  }

  function onCrash(livedMs: number, failure: { message: string; remedy: string } | undefined): void {
    options.onDown();
    if (failure) {
      options.onGivenUp(failure.message, failure.remedy);
      return;
    }
    crashCount = livedMs >= STEADY_AFTER_MS ? 1 : crashCount + 1;
    if (crashCount > RESTART_LIMIT_COUNT) {
      options.onGivenUp(
        'The engine of Sotto keeps crashing.',
        'Start it again; if it stays, `npm run -s sotto -- doctor` looks for the cause.',
      );
      return;
    }
    restart = setTimeout(() => {
      running = launch();
    }, RESTART_DELAY_MS);
  }

  const kill = (): void => {
    isStopping = true;
    clearTimeout(restart);
    running.children.killAll();
    killNow(running.engine);
  };

  return {
    async stop() {
      isStopping = true;
      clearTimeout(restart);
      running.tell({ type: 'stop' });
      const overdue = setTimeout(kill, STOP_DEADLINE_MS);
      await running.gone;
      clearTimeout(overdue);
    },
    kill,
    startAgain() {
      crashCount = 0;
      running = launch();
    },
  };
}
