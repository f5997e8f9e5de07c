import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openSettingsStore } from '../../../engine/settings/settings-store.ts';

const KILL_COUNT = 6;

test('killed at any moment, the file holds the last acknowledged settings or the next ones, never a mix', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-settings-kill-'));
  for (let kill = 0; kill < KILL_COUNT; kill += 1) {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'change-forever.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    await once(child.stdout, 'data');
    await sleep(Math.random() * 20);
    child.kill('SIGKILL');
    await once(child, 'close');
    const lastReported = Number(output.trimEnd().split('\n').at(-1));
    const store = await openSettingsStore({ directory: folder, log: silentLogger });
    const { answer, model } = store.current;
    expect(store.notice).toBeUndefined();
    expect(model.name).toBe(`model-${answer.cacheDays}`);
    expect([lastReported, (lastReported % 365) + 1]).toContain(answer.cacheDays);
  }
  await rm(folder, { recursive: true });
});
