import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BRIDGE_CHANNELS } from '../../electron/contract/bridge.ts';
import { runShell } from '../../electron/shell.ts';
import { sessionSchema, type Session } from '../../engine/protocol/session.ts';
import { buildApp } from '../../scripts/build.ts';
import { recorded, resetElectron, type FakeUtilityProcess } from '../fakes/electron.ts';
import { connectClient } from '../fakes/protocol-client.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

let folder: string;
beforeEach(async () => {
  resetElectron();
  recorded.fork = (modulePath, parameters) => new RealUtilityProcess(modulePath, parameters);
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-shell-'));
  const environment = {
    SOTTO_DATA_DIR: folder,
    SOTTO_PORT: '0',
    SOTTO_SPEECH_MODEL: path.join(PROJECT, 'assets/demo/toy-speech.bin'),
    // Nobody listens on the discard port.
    SOTTO_OLLAMA_URL: 'http://127.0.0.1:9',
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  await buildApp();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const { pid } of recorded.utilities) if (isAlive(pid)) process.kill(pid as number, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const processOf = (name: string): FakeUtilityProcess | undefined =>
  recorded.utilities.findLast((utility) => path.basename(utility.modulePath) === `${name}.js`);
const isAlive = (processId: number | undefined): boolean => {
  try {
    return processId !== undefined && process.kill(processId, 0);
  } catch {
    return false;
  }
};

/** What the HUD's page does: asks the bridge, then opens its socket. */
async function joinAsHud() {
  const url = recorded.windows[0]?.loaded.at(-1) ?? '';
  const { origin, port } = new URL(url);
  const sender = {
    sender: { id: recorded.windows[0]?.webContents.id },
    senderFrame: { origin, parent: null },
  };
  const session: Session = sessionSchema.parse(recorded.ipc.get(BRIDGE_CHANNELS.session)?.(sender));
  return connectClient({ port: Number(port), token: session.tokens.hud ?? '' });
}

test('the bundled engine runs under the shell with its speech process, comes back after a kill, and all end', async () => {
  const signals = process.listeners('SIGTERM');
  runShell({
    shellDirectory: path.join(PROJECT, 'build/electron'),
    engineDirectory: path.join(PROJECT, 'build/engine'),
    rendererDirectory: path.join(PROJECT, 'build/renderer'),
    assetsDirectory: path.join(PROJECT, 'assets'),
  });
  await expect.poll(() => recorded.windows[0]?.loaded.length, { timeout: 10_000 }).toBe(1);
  expect((await fetch(recorded.windows[0]?.loaded[0] ?? '')).status).toBe(200);
  {
    await using hud = await joinAsHud();
    await hud.until(
      (message) =>
        message.kind === 'event' &&
        message.event.type === 'component.changed' &&
        message.event.state.component === 'speech' &&
        message.event.state.status === 'ready',
    );
    expect(isAlive(processOf('speech-process')?.pid)).toBe(true);
  }

  const killed = processOf('main');
  const orphan = processOf('speech-process');
  process.kill(killed?.pid as number, 'SIGKILL');
  await expect.poll(() => recorded.windows[0]?.loaded.length, { timeout: 10_000 }).toBe(2);
  expect(processOf('main')?.pid).not.toBe(killed?.pid);
  await expect.poll(() => isAlive(orphan?.pid)).toBe(false);
  {
    await using hud = await joinAsHud();
    expect(hud.welcome.role).toBe('hud');
  }

  process.listeners('SIGTERM').find((listener) => !signals.includes(listener))?.('SIGTERM');
  await expect.poll(() => recorded.exitCodes, { timeout: 3_000 }).toEqual([0]);
  await expect.poll(() => recorded.utilities.filter(({ pid }) => isAlive(pid))).toEqual([]);
});
