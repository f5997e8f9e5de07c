import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  describeMachine,
  findOllamaProgram,
} from '../../../../../engine/answer/servers/ollama/ollama-program.ts';
import type { UnstampedEvent } from '../../../../../engine/protocol/events.ts';

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

test('the machine is told with its system, and without a place where Ollama could be', async () => {
  const published: UnstampedEvent[] = [];
  const publish = (event: UnstampedEvent): void => void published.push(event);
  await describeMachine({ publish, places: { platform: 'win32', env: { LOCALAPPDATA: '/no/such/folder' } } });
  expect(published).toEqual([{ type: 'machine.described', system: 'windows', isOllamaInstalled: false }]);
});
