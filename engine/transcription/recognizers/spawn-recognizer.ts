import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A recognizer's process, however it was started. */
export interface RecognizerChild {
  readonly processId: number | undefined;
  /** Messages to a process that is gone are dropped. */
  send(message: unknown): void;
  onReply(listener: (reply: unknown) => void): void;
  /** Called once. @param detail the signal or exit code, and the last words of its stderr. */
  onExit(listener: (detail: string) => void): void;
  /** Ends it at once, with all that it started. */
  kill(): void;
}

/** Starts the entry at `entryPath`; under Electron without RunAsNode this is a utility process instead. */
export type SpawnRecognizer = (entryPath: string) => RecognizerChild;

const KEPT_STDERR_CHARACTERS = 300;

/** The entry `fileName` (without its ending) beside this file, as source or as a bundle. */
export function recognizerEntryPath(fileName: string): string {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`./${fileName}${ending}`, import.meta.url));
}

export const forkRecognizer: SpawnRecognizer = (entryPath) => {
  const child = fork(entryPath, [], {
    serialization: 'advanced',
    execArgv: [],
    // In a group of its own, so that the programs it starts end with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_STDERR_CHARACTERS);
  });
  return {
    processId: child.pid,
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onReply: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let isGone = false;
      const onGone = (detail: string): void => {
        if (!isGone) listener(detail);
        isGone = true;
      };
      child.on('error', (error) => onGone(error.message));
      child.on('close', (exitCode, signalName) => {
        const how = signalName ?? `exit code ${exitCode}`;
        onGone(lastWords.trim() === '' ? how : `${how}: ${lastWords.trim()}`);
      });
    },
    kill: () => killGroup(child),
  };
};

/** Kills a child that was started in a group of its own, and what it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment ago.
  }
}
