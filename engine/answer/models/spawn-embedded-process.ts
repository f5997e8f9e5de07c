import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EmbeddedReply, EmbeddedRequest } from './embedded-messages.ts';

/** A running process of the embedded model, however it was started. */
export interface EmbeddedProcess {
  readonly processId: number | undefined;
  /** Messages to a process that is gone are dropped. */
  send(request: EmbeddedRequest): void;
  onReply(listener: (reply: EmbeddedReply) => void): void;
  /** Called once. @param detail the signal or exit code, and the last words of its stderr. */
  onExit(listener: (detail: string) => void): void;
  /** Ends it at once, also in the middle of an answer. */
  kill(): void;
}

/** Starts the entry at `entryPath`; under Electron without RunAsNode this is a utility process instead. */
export type SpawnEmbeddedProcess = (entryPath: string) => EmbeddedProcess;

/** The entry beside this file, as source or as a bundle. */
export const embeddedProcessEntryPath = fileURLToPath(
  new URL(`./embedded-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

const KEPT_STDERR_CHARACTERS = 500;

export const forkEmbeddedProcess: SpawnEmbeddedProcess = (entryPath) => {
  const child = fork(entryPath, [], {
    execArgv: [],
    // Native code prints on stdout; it is no channel of ours.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_STDERR_CHARACTERS);
  });
  return {
    processId: child.pid,
    send: (request) => {
      if (child.connected) child.send(request, () => undefined);
    },
    onReply: (listener) => child.on('message', (reply) => listener(reply as EmbeddedReply)),
    onExit: (listener) => {
      let isGone = false;
      const onGone = (detail: string): void => {
        if (!isGone) listener(detail);
        isGone = true;
      };
      child.on('error', (error) => onGone(error.message));
      child.on('exit', (code, signalName) =>
        onGone(`${signalName ?? `exit code ${code}`}${lastWords && `: ${lastWords.trim()}`}`),
      );
    },
    kill: () => child.kill('SIGKILL'),
  };
};
