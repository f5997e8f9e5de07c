import path from 'node:path';
import { shellToEngineSchema, type EngineToShell, type ParentPort } from './protocol/shell-link.ts';

/** A process that the shell started for the engine; fits every stage's own notion of its process. */
export interface ShellChild {
  readonly processId: number | undefined;
  /** Messages to a process that is gone are dropped. */
  send(message: unknown): void;
  onReply(listener: (reply: never) => void): void;
  /** Called once. */
  onExit(listener: (detail: string) => void): void;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts processes through the Electron shell, since a utility process cannot fork a program of its own.
 * @param port the engine's channel to the shell.
 * @returns a function that starts the entry at a path; only its name is told, the shell knows the folder.
 */
export function createShellSpawner(port: ParentPort): (entryPath: string) => ShellChild {
  const children = new Map<
    number,
    { started(processId: number): void; told(message: unknown): void; exited(detail: string): void }
  >();
  let startedCount = 0;
  const tell = (message: EngineToShell): void => port.postMessage(message);

  port.on('message', ({ data }) => {
    const message = shellToEngineSchema.safeParse(data).data;
    if (!message || message.type === 'stop') return;
    const child = children.get(message.childIndex);
    switch (message.type) {
      case 'child-started':
        child?.started(message.processId);
        break;
      case 'child-told':
        child?.told(message.message);
        break;
      case 'child-exited':
        children.delete(message.childIndex);
        child?.exited(message.detail);
        break;
    }
  });

  return (entryPath) => {
    const childIndex = startedCount;
    startedCount += 1;
    const replyListeners: ((reply: never) => void)[] = [];
    const exitListeners: ((detail: string) => void)[] = [];
    let processId: number | undefined;
    children.set(childIndex, {
      started: (startedProcessId) => (processId = startedProcessId),
      told(message) {
        for (const listener of replyListeners) listener(message as never);
      },
      exited(detail) {
        for (const listener of exitListeners) listener(detail);
      },
    });
    tell({ type: 'start-child', childIndex, entryName: path.parse(entryPath).name });
    return {
      get processId() {
        return processId;
      },
      send(message) {
        if (children.has(childIndex)) tell({ type: 'tell-child', childIndex, message });
      },
      onReply: (listener) => void replyListeners.push(listener),
      onExit: (listener) => void exitListeners.push(listener),
      kill: () => tell({ type: 'kill-child', childIndex }),
    };
  };
}
