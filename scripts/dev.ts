import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/**
 * `npm run dev`: the pages are built anew at each change, the engine starts anew at each change, and an open
 * HUD reconnects. Ends, with both, at the first SIGINT or SIGTERM.
 */

const project = path.resolve(import.meta.dirname, '..');
const run = (...args: string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: project, stdio: 'inherit' });

const children = [
  run(
    path.join('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--watch',
    '--config',
    path.join('renderer', 'vite.config.ts'),
  ),
  run(
    '--watch-path=engine',
    '--watch-preserve-output',
    path.join('scripts', 'sotto.ts'),
    'serve',
    ...process.argv.slice(2),
  ),
];
const stop = (): void => {
  for (const child of children) child.kill();
};
process.on('SIGINT', stop).on('SIGTERM', stop);
for (const child of children) child.on('exit', stop);
