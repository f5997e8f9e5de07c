import path from 'node:path';
import { utilityProcess, type UtilityProcess } from 'electron';
import { ENGINE_PROCESSES, type EngineToShell, type ShellToEngine } from '../engine/protocol/shell-link.ts';

/** Entries that the engine may ask for; nothing else is ever started on its behalf. */
const ENTRY_NAMES: ReadonlySet<string> = new Set(Object.keys(ENGINE_PROCESSES));
const KEPT_STDERR_CHARACTERS = 500;

type ChildMessage = Extract<EngineToShell, { childIndex: number }>;

/** The processes of one engine. */
export interface EngineChildren {
  handle(message: ChildMessage): void;
  /** Ends them all at once; also those in the middle of native code. */
  killAll(): void;
}

/**
 * Starts processes for an engine and relays their messages.
 * @param directory folder of the engine's bundles.
 */
export function createEngineChildren(
  directory: string,
  sendToEngine: (message: ShellToEngine) => void,
): EngineChildren {
  const children = new Map<number, UtilityProcess>();

  const start = (childIndex: number, entryName: string): void => {
    if (!ENTRY_NAMES.has(entryName)) {
      sendToEngine({ type: 'child-exited', childIndex, detail: `there is no process "${entryName}"` });
      return;
    }
    const child = utilityProcess.fork(path.join(directory, `${entryName}.js`), [], {
      serviceName: `Sotto ${entryName}`,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.set(childIndex, child);
    let lastWords = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      lastWords = (lastWords + bytes.toString('utf8')).slice(-KEPT_STDERR_CHARACTERS);
    });
    child.on('spawn', () => {
      if (child.pid !== undefined) sendToEngine({ type: 'child-started', childIndex, processId: child.pid });
    });
    child.on('message', (message: unknown) => sendToEngine({ type: 'child-sent', childIndex, message }));
    child.on('exit', (exitCode) => {
      children.delete(childIndex);
      const detail = `exit code ${exitCode}${lastWords && `: ${lastWords.trim()}`}`;
      sendToEngine({ type: 'child-exited', childIndex, detail });
    });
  };

  return {
    handle(message) {
      switch (message.type) {
        case 'start-child':
          start(message.childIndex, message.entryName);
          break;
        case 'send-to-child':
          children.get(message.childIndex)?.postMessage(message.message);
          break;
        case 'kill-child':
          killNow(children.get(message.childIndex));
          break;
      }
    },
    killAll() {
      for (const child of children.values()) killNow(child);
    },
  };
}

/** Native code may hold up any kinder signal. */
export function killNow(child: UtilityProcess | undefined): void {
  if (child?.pid === undefined) {
    child?.kill();
    return;
  }
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment ago.
  }
}
