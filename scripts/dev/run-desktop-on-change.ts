import path from 'node:path';
import { buildApp } from '../build/build-app.ts';
import { restartOnChange } from './restart-on-change.ts';
import { createRestartableChild } from './run-child.ts';

const PROJECT = path.resolve(import.meta.dirname, '..', '..');

/** Builds and runs the desktop app, and does so again at each change. @returns ends it. */
export function runDesktopOnChange(electron: string, args: readonly string[]): () => Promise<void> {
  const app = createRestartableChild(electron, [PROJECT, ...args], { stdio: 'inherit' });
  const stopWatching = restartOnChange(['electron', 'engine', 'renderer', 'assets'], async () => {
    await buildApp();
    await app.stop();
    app.start();
  });
  return async () => {
    stopWatching();
    await app.stop();
  };
}
