import path from 'node:path';
import type { ChildHandle, SpawnChild } from '../base/fork-child.ts';
import type { EngineToShell, ParentPort, ShellToEngine } from '../protocol/shell-link.ts';

/** Processes that the Electron shell starts for us: a packaged app runs no plain Node programs. */
export interface ShellChildren {
  readonly spawn: SpawnChild;
  /** What the shell reports about them. */
  handle(message: ShellToEngine): void;
}

interface Child {
  processId: number | undefined;
  readonly replyListeners: ((reply: unknown) => void)[];
  readonly exitListeners: ((detail: string) => void)[];
}

export function createShellChildren(port: ParentPort): ShellChildren {
  const children = new Map<number, Child>();
  let nextChildIndex = 0;
  const send = (message: EngineToShell): void => port.postMessage(message);

  return {
    spawn: <Request, Reply>(entryPath: string): ChildHandle<Request, Reply> => {
      const childIndex = nextChildIndex;
      nextChildIndex += 1;
      const child: Child = { processId: undefined, replyListeners: [], exitListeners: [] };
      children.set(childIndex, child);
      send({ type: 'start-child', childIndex, entryName: path.basename(entryPath, path.extname(entryPath)) });
      return {
        get processId() {
          return child.processId;
        },
        send: (message) => send({ type: 'send-to-child', childIndex, message }),
        onReply: (listener) => void child.replyListeners.push((reply) => listener(reply as Reply)),
        onExit: (listener) => void child.exitListeners.push(listener),
        kill: () => send({ type: 'kill-child', childIndex }),
      };
    },
    handle: (message) => {
      if (!('childIndex' in message)) return;
      const child = children.get(message.childIndex);
      if (!child) return;
      switch (message.type) {
        case 'child-started':
          child.processId = message.processId;
          return;
        case 'child-sent':
          for (const listener of child.replyListeners) listener(message.message);
          return;
        case 'child-exited':
          children.delete(message.childIndex);
          for (const listener of child.exitListeners) listener(message.detail);
      }
    },
  };
}
