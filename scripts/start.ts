import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildApp } from './build.ts';

/** `npm start`: the desktop app where Electron can run, else the same HUD at a loopback URL. */

const project = path.resolve(import.meta.dirname, '..');
const electron = findElectron();
const obstacle = electron
  ? missingDisplay()
  : 'the Electron program is not installed (run `npx install-electron` once to get it)';

if (electron && obstacle === undefined) {
  await buildApp();
  run(electron, [project, ...process.argv.slice(2)]);
} else {
  process.stderr.write(`Sotto opens in the browser: ${obstacle}.\n`);
  run(process.execPath, [path.join(import.meta.dirname, 'sotto.ts'), 'serve', ...process.argv.slice(2)]);
}

/** Looks for the program by its files: importing the package would try to download it. */
function findElectron(): string | undefined {
  const directory =
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(project, 'node_modules', 'electron', 'dist');
  const pathFile = path.join(project, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const program = path.join(directory, name);
  return existsSync(program) ? program : undefined;
}

function missingDisplay(): string | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return undefined;
  return 'this session has no display';
}

/** Runs the program in our place: its output, its signals, its exit code. */
function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}
