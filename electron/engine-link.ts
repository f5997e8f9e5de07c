import path from 'node:path';
import { utilityProcess } from 'electron';
import type { ErrorCode } from '../engine/protocol/error-codes.ts';
import type { OutsideQuestion } from '../engine/protocol/outside-question.ts';
import type { Session } from '../engine/protocol/session.ts';
import {
  engineToShellSchema,
  type EngineToShell,
  type ShellToEngine,
} from '../engine/protocol/shell-link.ts';
import { createEngineChildren, killNow } from './engine-children.ts';
import type { KeptTokens } from './state/kept-tokens.ts';

/** Where a running engine is, and the page tokens, the shell's own included. */
export interface EngineAddress extends Session {
  readonly origin: string;
}

export interface EngineLinkOptions {
  /** Folder of the bundles: `main.js` and the processes it asks for. */
  readonly directory: string;
  /** Handed to the engine on its command line. */
  readonly engineArguments: readonly string[];
  /** Keeps the engine's access tokens. */
  readonly accessTokens: KeptTokens;
  /** Asks the user about what a page may not decide by itself. */
  readonly confirm: (question: OutsideQuestion) => Promise<boolean>;
  readonly onReady: (address: EngineAddress) => void;
}

/** Why an engine could not start, in its own words. */
export interface StartFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** One run of the engine as a utility process. */
export interface EngineLink {
  /** Settles once the process is gone. */
  readonly gone: Promise<void>;
  /** Asks it to end in order. */
  askToStop(): void;
  /** Ends it and all it started at once. */
  kill(): void;
}

/**
 * Starts an engine and serves what it asks of the shell: child processes, access tokens and confirmations.
 * @param onGone called when the process has ended, with what kept it from starting.
 */
export function launchEngine(
  options: EngineLinkOptions,
  onGone: (failure: StartFailure | undefined) => void,
): EngineLink {
  const { directory, accessTokens } = options;
  const engine = utilityProcess.fork(path.join(directory, 'main.js'), [...options.engineArguments], {
    serviceName: 'Sotto engine',
    stdio: 'inherit',
  });
  let isGone = false;
  let failure: StartFailure | undefined;
  const send = (message: ShellToEngine): void => {
    if (!isGone) engine.postMessage(message);
  };
  const children = createEngineChildren(directory, send);

  const confirm = async (question: OutsideQuestion, confirmIndex: number): Promise<void> => {
    const isAllowed = await options.confirm(question).catch(() => false);
    send({ type: 'confirmed', confirmIndex, isAllowed });
  };
  const handle = (message: EngineToShell): void => {
    switch (message.type) {
      case 'ready':
        options.onReady({ origin: message.origin, tokens: message.tokens });
        break;
      case 'failed':
        failure = message;
        break;
      case 'load-token':
        send({ type: 'token-held', service: message.service, ...accessTokens.load(message.service) });
        break;
      case 'keep-token': {
        const held = accessTokens.keep(message.service, message.accessToken);
        send({ type: 'token-held', service: message.service, ...held });
        break;
      }
      case 'confirm':
        void confirm(message.question, message.confirmIndex);
        break;
      default:
        children.handle(message);
    }
  };
  engine.on('message', (data: unknown) => {
    const message = engineToShellSchema.safeParse(data).data;
    if (message) handle(message);
  });

  return {
    gone: new Promise((resolve) => {
      engine.once('exit', () => {
        isGone = true;
        children.killAll();
        resolve();
        onGone(failure);
      });
    }),
    askToStop: () => send({ type: 'stop' }),
    kill: () => {
      children.killAll();
      killNow(engine);
    },
  };
}
