import type { ParentPort } from '../../engine/protocol/shell-link.ts';

/** Imported first by a forked Node process, this gives it the channel of an Electron utility process. */
const listeners: ((event: { data: unknown }) => void)[] = [];
const send = process.send?.bind(process);
const parentPort: ParentPort = {
  postMessage: (message) => void send?.(message),
  on(_event, listener) {
    listeners.push(listener);
  },
};
process.on('message', (data) => {
  for (const listener of listeners) listener({ data });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A utility process has no channel of Node's own.
Object.assign(process, { parentPort, send: undefined });
