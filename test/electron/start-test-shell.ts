import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import type { EngineEvent, UnstampedEvent } from '../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../engine/protocol/settings.ts';
import { startTestServer, type TestServer } from '../engine/server/start-test-server.ts';
import { runShell } from '../../electron/shell.ts';
import { recorded, resetElectron, type FakeWindow } from '../fakes/electron.ts';
import type { FakeUtilityProcess } from '../fakes/electron-utility-process.ts';
import { settle } from '../fakes/settle.ts';
import { keepErrorListeners } from './keep-error-listeners.ts';

/** Without the keys beside push-to-talk, which have tests of their own. */
export const SETTINGS: Settings = {
  ...defaultSettings,
  keys: {
    ...defaultSettings.keys,
    askLast: '',
    showHide: '',
    compact: '',
    clickThrough: '',
    pause: '',
    copyAnswer: '',
    wipe: '',
  },
};

/** The shell on the recording Electron, and a real server in the place of the engine's. */
export interface TestShell extends AsyncDisposable {
  readonly engine: TestServer;
  /** The engine's process, as the shell forked it last. */
  engineProcess(): FakeUtilityProcess;
  hud(): FakeWindow;
  /** The hidden one that captures. */
  captureWindow(): FakeWindow;
  publish(event: UnstampedEvent): EngineEvent;
  /** Tells the shell that the engine is ready. */
  becomeReady(): void;
}

/**
 * Handlers of signals and errors that the shell adds are taken off at the end.
 * @param userDataDirectory must exist where access tokens are to be kept.
 */
export async function startTestShell(userDataDirectory?: string): Promise<TestShell> {
  resetElectron();
  const ownDirectory = mkdtempSync(path.join(tmpdir(), 'sotto-shell-'));
  recorded.userDataDirectory = userDataDirectory ?? ownDirectory;
  const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
    (signal) => [signal, process.listeners(signal)] as const,
  );
  const restoreErrorListeners = keepErrorListeners();
  const engine = await startTestServer();
  runShell({
    shellDirectory: '/app/electron',
    engineDirectory: '/app/engine',
    rendererDirectory: '/app/renderer',
    assetsDirectory: '/app/assets',
  });
  const engineProcess = (): FakeUtilityProcess =>
    recorded.utilities.findLast((utility) => utility.modulePath.endsWith('main.js')) as FakeUtilityProcess;
  return {
    engine,
    engineProcess,
    hud: () => recorded.windows[0] as FakeWindow,
    captureWindow: () => recorded.windows[1] as FakeWindow,
    publish: (event) => engine.hub.publish(event),
    becomeReady() {
      const { server } = engine;
      const roles = ['hud', 'settings', 'history', 'capture', 'shell'] as const;
      engineProcess().emit('message', {
        type: 'ready',
        origin: server.origin,
        tokens: Object.fromEntries(roles.map((role) => [role, server.mintToken(role)])),
      });
    },
    async [Symbol.asyncDispose]() {
      vi.useRealTimers();
      // An end that waits for its engine, or a restart of that, would come up in a later test.
      const [, known = []] = signals.find(([signal]) => signal === 'SIGTERM') ?? [];
      const quit = process.listeners('SIGTERM').find((listener) => !known.includes(listener));
      quit?.('SIGTERM');
      engineProcess().emit('exit', 0);
      await settle();
      for (const [signal, before] of signals) {
        for (const listener of process.listeners(signal)) {
          if (!before.includes(listener)) process.off(signal, listener);
        }
      }
      restoreErrorListeners();
      await engine.server.close();
      rmSync(ownDirectory, { recursive: true, force: true });
    },
  };
}
