import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  describeMachine,
  type MachineDeps,
  findOllamaProgram,
} from '../../../../../engine/answer/servers/ollama/ollama-program.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import type { UnstampedEvent } from '../../../../../engine/protocol/events.ts';
import { defaultSettings } from '../../../../../engine/protocol/settings.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-ollama-program-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.skipIf(process.platform === 'win32')(
  'Ollama is found on the search path once its program is there and may run',
  async () => {
    const places = { platform: 'linux', env: { PATH: `/no/such/folder:${folder}` } } as const;
    const program = path.join(folder, 'ollama');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o600 });
    expect(await findOllamaProgram(places)).not.toBe(program);
    await chmod(program, 0o700);
    expect(await findOllamaProgram(places)).toBe(program);
  },
);

test.each([
  ['runs, with the models that can answer', 'running', 1],
  ['is installed and does not answer', 'installed', 0],
  ['is in none of the usual places', 'missing', 0],
] as const)('the machine is reported with its system, and that Ollama %s', async (_title, ollama, count) => {
  await using server = await startFakeOllama({
    models: [{ name: 'toy:1b' }, { name: 'embed', capabilities: ['embedding'] }],
  });
  const ollamaUrl = ollama === 'running' ? server.url : 'http://127.0.0.1:9';
  const program = path.join(folder, process.platform === 'win32' ? 'ollama.exe' : 'ollama');
  if (ollama === 'installed') await writeFile(program, '', { mode: 0o700 });
  const published: UnstampedEvent[] = [];
  const deps: MachineDeps = {
    publish: (event) => published.push(event),
    settings: () => ({ ...defaultSettings, model: { ...defaultSettings.model, ollamaUrl } }),
    accessToken: () => undefined,
    clock: systemClock,
    log: silentLogger,
    places: { platform: process.platform, env: { PATH: ollama === 'installed' ? folder : '' } },
  };
  await describeMachine(deps, false);
  const system = { linux: 'linux', darwin: 'macos', win32: 'windows' }[process.platform as 'linux'];
  expect(published).toMatchObject([
    { type: 'machine.described', system, canRecordOutput: false, ollamaModelCount: count },
  ]);
  const reported = published[0];
  if (ollama !== 'missing') expect(reported?.type === 'machine.described' && reported.ollama).toBe(ollama);
});
