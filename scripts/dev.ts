import { chooseDev } from './dev/choose-dev.ts';
import { serveWithHotReload } from './dev/serve-with-hot-reload.ts';
import { runDesktopOnChange } from './dev/run-desktop-on-change.ts';

/**
 * `npm run dev`: the pages with hot reload, beside an engine that restarts at each change. Where Electron can
 * run, the desktop app is built and restarted at each change instead; `-- --browser` chooses the pages.
 * Ends, with all it started, at the first SIGINT or SIGTERM.
 */

const { electron, others } = chooseDev(process.argv.slice(2));
const stop = electron ? runDesktopOnChange(electron, others) : await serveWithHotReload(others);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop().then(() => process.exit()));
}
