import { afterEach, beforeEach, vi } from 'vitest';
import { recorded } from '../fakes/electron.ts';
import { startTestShell, type TestShell } from './start-test-shell.ts';

/** A shell for each test of a file, which does not know the display of the machine. */
export function useTestShell() {
  let shell: TestShell;
  beforeEach(async () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    shell = await startTestShell();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await shell[Symbol.asyncDispose]();
  });
  const tray = () => recorded.trays[0];
  return {
    get shell(): TestShell {
      return shell;
    },
    commands: (): readonly unknown[] => shell.engine.executed,
    tray,
    /** Clicks an item of the tray's menu. */
    choose(label: string): void {
      const item = tray()?.menu.find((candidate) => candidate.label === label);
      (item?.click as (() => void) | undefined)?.();
    },
  };
}
