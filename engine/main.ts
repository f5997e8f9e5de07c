import { enableCompileCache, flushCompileCache } from 'node:module';
import type { ParentPort } from './protocol/shell-link.ts';

/** Entry of the engine's process under Electron: a utility process that the shell starts, stops and restarts. */

// Before anything else is loaded: compiled code is taken from the disk at the next start.
enableCompileCache();
const port = (process as { parentPort?: ParentPort }).parentPort;
if (!port) throw new Error('This program is started by the Electron shell; run `npm start` instead.');
const { runUnderShell } = await import('./run-under-shell.ts');
await runUnderShell(port);
flushCompileCache();
