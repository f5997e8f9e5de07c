import { spawn } from 'node:child_process';
import path from 'node:path';
import { noteLine } from '../engine/base/terminal.ts';
import { buildApp } from './build.ts';
import { findDisplayObstacle, findElectron } from './find-electron.ts';
import { watchParent } from './watch-parent.ts';

/** `npm start`: the desktop app where Electron can run, else the same HUD at a loopback URL. */

const project = path.resolve(import.meta.dirname, '..');
const electron = findElectron();
const obstacle = electron === undefined ? 'the Electron program is not installed' : findDisplayObstacle();

if (electron !== undefined && obstacle === undefined) {
  await buildApp();
  run(electron, [project, ...process.argv.slice(2)]);
} else {
  noteLine(`Sotto opens in the browser, since ${obstacle}.`);
  process.argv.splice(2, 0, 'serve');
  await import('./sotto.ts');
}

/** Runs a program in our place: its output, its signals, its exit code. */
function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  watchParent(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}
