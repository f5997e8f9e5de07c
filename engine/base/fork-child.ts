import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutTokens } from '../protocol/access-tokens.ts';

/** One of our own processes, however it was started: a forked Node, or a utility process under Electron. */
export interface ChildHandle<Request, Reply> {
  readonly processId: number | undefined;
  /** Messages to a process that is gone are dropped. */
  send(request: Request): void;
  onReply(listener: (reply: Reply) => void): void;
  /** Called once. @param detail the signal or exit code, and the last words of its stderr. */
  onExit(listener: (detail: string) => void): void;
  /** Ends it at once, also in the middle of native code, with all that it started. */
  kill(): void;
}

/**
 * Starts the program at `entryPath`. Its replies are trusted to be of the type that its own messages file
 * declares: both ends are ours and built together.
 */
export type SpawnChild = <Request, Reply>(entryPath: string) => ChildHandle<Request, Reply>;

const KEPT_STDERR_CHARACTERS = 500;

/** Those that run; killed, with all that they started, whenever this process exits. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/** Ensures that no exit of this process leaves `child`, a process group leader, behind. */
export function killOnExit(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** The entry `fileName` (without its ending) beside the module at `moduleUrl`, as source or as a bundle. */
export function childEntryPath(fileName: string, moduleUrl: string): string {
  const ending = moduleUrl.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`./${fileName}${ending}`, moduleUrl));
}

/** A forked Node process without access tokens, in its own process group, so that programs it starts end with it. */
export function forkChild<Request, Reply>(entryPath: string): ChildHandle<Request, Reply> {
  const child = fork(entryPath, [], {
    env: withoutTokens(process.env),
    serialization: 'advanced',
    execArgv: [],
    detached: process.platform !== 'win32',
    // Native code prints on stdout, so we never read it.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  killOnExit(child);
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_STDERR_CHARACTERS);
  });
  return {
    processId: child.pid,
    send: (request) => {
      if (child.connected) child.send(request as object, () => undefined);
    },
    onReply: (listener) => child.on('message', (reply) => listener(reply as Reply)),
    onExit: (listener) => {
      let isGone = false;
      const onGone = (detail: string): void => {
        if (!isGone) listener(detail);
        isGone = true;
      };
      child.on('error', (error) => onGone(error.message));
      child.on('close', (code, signalName) => {
        const how = signalName ?? `exit code ${code}`;
        onGone(lastWords.trim() === '' ? how : `${how}: ${lastWords.trim()}`);
      });
    },
    kill: () => killGroup(child),
  };
}

/** Ends a child and, where it leads a process group, all it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It leads none, this system has none, or it ended a moment ago.
    child.kill(signal);
  }
}
