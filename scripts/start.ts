import { spawn } from 'node:child_process';
import path from 'node:path';
import { noteLine } from '../engine/base/terminal.ts';
import { buildApp } from './build/build-app.ts';
import { fetchElectron } from './electron/fetch-electron.ts';
import {
  ELECTRON_DIRECTORY,
  explainEnd,
  findDisplayObstacle,
  findElectron,
  findFetchObstacle,
} from './electron/find-electron.ts';
import { watchParent } from './watch-parent.ts';

/**
 * `npm start`: the desktop app where Electron can run, else the same HUD at a loopback URL. `-- --desktop` and
 * `-- --browser` choose.
 */

const PROJECT = path.resolve(import.meta.dirname, '..');
/** A program that ends this early with an error could not start. */
const EARLY_END_MS = 5_000;

const flags = process.argv.slice(2);
const isBrowserWanted = flags.includes('--browser');
const isDesktopWanted = flags.includes('--desktop');
const others = flags.filter((flag) => flag !== '--browser' && flag !== '--desktop');

if (isBrowserWanted && isDesktopWanted) {
  noteLine('Choose one of --browser and --desktop.');
  process.exitCode = 2;
} else if (isBrowserWanted) {
  await serveInBrowser();
} else {
  const obstacle = await openDesktop();
  if (obstacle !== undefined && isDesktopWanted) {
    noteLine(
      `The desktop app cannot open, since ${obstacle}. \`npm start -- --browser\` opens the same HUD.`,
    );
    process.exitCode = 1;
  } else if (obstacle !== undefined) {
    noteLine(`Sotto opens in the browser, since ${obstacle}.`);
    await serveInBrowser();
  }
}

async function serveInBrowser(): Promise<void> {
  process.argv.splice(2, process.argv.length, 'serve', ...others);
  await import('./sotto.ts');
}

/** @returns why the app could not be opened; undefined once it has run and ended. */
async function openDesktop(): Promise<string | undefined> {
  const displayObstacle = findDisplayObstacle();
  if (displayObstacle !== undefined) return displayObstacle;
  if (findElectron() === undefined) {
    const fetchObstacle =
      findFetchObstacle() ?? (await fetchElectron({ packageDirectory: ELECTRON_DIRECTORY, note: noteLine }));
    if (fetchObstacle !== undefined) return fetchObstacle;
  }
  const electron = findElectron();
  if (electron === undefined) return 'the Electron program is not installed';
  await buildApp();
  return run(electron, [PROJECT, ...others]);
}

/**
 * Runs the program in our place: its output, its signals, its exit code.
 * @returns why it could not start, if so.
 */
async function run(program: string, args: readonly string[]): Promise<string | undefined> {
  const startedAtMs = performance.now();
  const child = spawn(program, args, { stdio: 'inherit' });
  let isStopped = false;
  const stop = (signal: NodeJS.Signals): void => {
    isStopped = true;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  watchParent(() => stop('SIGTERM'));
  const end = await new Promise<{ code: number | null; detail: string }>((resolve) => {
    child.on('error', (error) => resolve({ code: 1, detail: error.message }));
    child.on('exit', (code, signal) => resolve({ code, detail: explainEnd(program, { code, signal }) }));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  if (end.code !== 0 && !isStopped && performance.now() - startedAtMs < EARLY_END_MS) {
    return `the Electron program could not start (${end.detail})`;
  }
  process.exit(end.code ?? (isStopped ? 130 : 1));
}
