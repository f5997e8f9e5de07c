import type { ParentPort } from '../protocol/shell-link.ts';
import { throwUnhandledRejections } from './unhandled-rejections.ts';

/** The end that one of our processes has of its channel; both ends are ours, so nothing is parsed again. */
export interface ParentChannel<Request, Reply> {
  /** Dropped when the parent is gone. @throws when the reply cannot be cloned. */
  send(reply: Reply): void;
  onRequest(listener: (request: Request) => void): void;
}

/**
 * A utility process of Electron has `process.parentPort` and no `process.send`, a forked Node the reverse.
 * @param onParentGone how a forked Node ends then; Electron ends its utility processes itself.
 */
export function connectToParent<Request, Reply>(onParentGone: () => void): ParentChannel<Request, Reply> {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) {
    throwUnhandledRejections();
    return {
      send: (reply) => parentPort.postMessage(reply),
      onRequest: (listener) => parentPort.on('message', ({ data }) => listener(data as Request)),
    };
  }
  // Code in the process may replace what `process` offers; the channel is held from the start.
  const send = process.send?.bind(process);
  process.on('disconnect', onParentGone);
  return {
    send: (reply) => {
      send?.(reply, () => undefined);
    },
    onRequest: (listener) => process.on('message', (request) => listener(request as Request)),
  };
}
