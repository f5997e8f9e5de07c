import type { ParentPort } from '../../engine/protocol/shell-link.ts';

/** Imported first by a forked Node process, this gives it the channel of an Electron utility process. */
const listeners: ((event: { data: unknown }) => void)[] = [];
const parentPort: ParentPort = {
  postMessage: (message) => void process.send?.(message),
  on(_event, listener) {
    listeners.push(listener);
  },
};
process.on('message', (data) => {
  for (const listener of listeners) listener({ data });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
Object.assign(process, { parentPort });
