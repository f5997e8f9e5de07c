import { findDisplayObstacle, findElectron } from '../electron/find-electron.ts';

interface DevChoice {
  /** The program of the desktop app; undefined where the pages are wanted, or all that can run. */
  readonly electron: string | undefined;
  /** Flags that are handed on. */
  readonly others: readonly string[];
}

export function chooseDev(
  flags: readonly string[],
  system = { findDisplayObstacle, findElectron },
): DevChoice {
  const isBrowserWanted = flags.includes('--browser');
  return {
    electron: isBrowserWanted || system.findDisplayObstacle() ? undefined : system.findElectron(),
    others: flags.filter((flag) => flag !== '--browser'),
  };
}
