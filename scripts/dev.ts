import { serveWithHotReload } from './dev/serve-with-hot-reload.ts';
import { runDesktopOnChange } from './dev/run-desktop-on-change.ts';
import { findDisplayObstacle, findElectron } from './electron/find-electron.ts';

/**
 * `npm run dev`: the pages with hot reload, beside an engine that restarts at each change. Where Electron can
 * run, the desktop app is built and restarted at each change instead; `-- --browser` chooses the pages.
 * Ends, with all it started, at the first SIGINT or SIGTERM.
 */

const flags = process.argv.slice(2);
const others = flags.filter((flag) => flag !== '--browser');
const electron = flags.includes('--browser') || findDisplayObstacle() ? undefined : findElectron();
const stop = electron ? runDesktopOnChange(electron, others) : await serveWithHotReload(others);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop().then(() => process.exit()));
}
