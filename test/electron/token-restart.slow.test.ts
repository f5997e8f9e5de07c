import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineAddress } from '../../electron/engine-link.ts';
import { startEngineProcess, type EngineProcess } from '../../electron/engine-process.ts';
import { openKeptTokens } from '../../electron/state/kept-tokens.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';
import { eventually } from '../fakes/eventually.ts';
import { filesWith } from '../fakes/files-with.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const CANARY = 'canary-0123456789';

let folder: string;
let engine: EngineProcess | undefined;
beforeEach(() => {
  resetElectron();
  recorded.fork = (_, parameters) =>
    new RealUtilityProcess(path.join(PROJECT, 'engine', 'main.ts'), parameters);
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-token-'));
});
afterEach(async () => {
  await engine?.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Runs an engine that keeps its tokens in the test's folder. @returns where it is, once it is ready. */
const start = (): { nextAddress: () => Promise<EngineAddress> } => {
  let ready = Promise.withResolvers<EngineAddress>();
  engine = startEngineProcess({
    directory: PROJECT,
    engineArguments: [
      `--static-directory=${path.join(PROJECT, 'renderer')}`,
      `--assets-directory=${path.join(PROJECT, 'assets')}`,
    ],
    accessTokens: openKeptTokens(folder),
    onReady: (address) => ready.resolve(address),
    confirm: () => Promise.resolve(false),
    onDown: () => (ready = Promise.withResolvers()),
    onGivenUp: (failure) => ready.reject(new Error(failure?.message)),
  });
  return { nextAddress: () => ready.promise };
};
const connect = ({ origin, tokens }: EngineAddress): Promise<ProtocolClient> =>
  connectClient({ port: Number(new URL(origin).port), token: tokens.settings ?? '' });
const modelBecomes = (client: ProtocolClient, status: string) =>
  client.until(
    (message) =>
      message.kind === 'event' &&
      message.event.type === 'component.changed' &&
      message.event.state.component === 'model' &&
      message.event.state.status === status,
  );

test('a token that was entered once serves the next engine and the next start of the app', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], token: CANARY });
  vi.stubEnv('SOTTO_DATA_DIR', path.join(folder, 'data'));
  vi.stubEnv('SOTTO_PORT', '0');
  vi.stubEnv('SOTTO_OLLAMA_URL', ollama.url);

  const app = start();
  {
    await using client = await connect(await app.nextAddress());
    await modelBecomes(client, 'failed');
    await client.command({ type: 'set-access-token', service: 'model', token: CANARY });
    await modelBecomes(client, 'ready');
    expect(client.events.filter(({ type }) => type === 'access-token.changed').at(-1)).toMatchObject({
      service: 'model',
      keptIn: 'keychain',
      origins: [ollama.url],
      detail: '',
    });
    expect(JSON.stringify(client.messages)).not.toContain(CANARY);
  }
  const [crashed] = recorded.utilities;
  process.kill(crashed?.pid ?? 0, 'SIGKILL');
  await eventually(() => expect(recorded.utilities).toHaveLength(2));
  {
    await using client = await connect(await app.nextAddress());
    await modelBecomes(client, 'ready');
  }
  await engine?.stop();
  {
    await using client = await connect(await start().nextAddress());
    await modelBecomes(client, 'ready');
  }
  expect(filesWith(CANARY, folder)).toEqual([]);
});
