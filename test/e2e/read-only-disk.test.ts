import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { mountSmallDisk } from '../fakes/small-disk.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { runCli } from './run-cli.ts';

const SIZE_BYTES = 1_024 * 1_024;

test('a disk that is read-only is named in one sentence, and answers come all the same', async (context) => {
  using disk = mountSmallDisk(SIZE_BYTES);
  if (!disk) return context.skip('may not mount');
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  chmodSync(disk.folder, 0o700);
  expect(spawnSync('mount', ['-o', 'remount,ro', disk.folder]).status).toBe(0);
  const environment = { SOTTO_DATA_DIR: disk.folder, SOTTO_OLLAMA_URL: ollama.url };
  const notice = `The data folder ${disk.folder} cannot be written (the disk is read-only), so nothing is kept on the disk. Set SOTTO_DATA_DIR to a folder of your own.\n`;

  const asked = await runCli(['ask', 'What does the premium plan cost?'], environment);
  expect({ code: asked.code, stderr: asked.stderr }).toEqual({ code: 0, stderr: notice });
  expect(asked.stdout).toMatch(/^• .+\n/);

  const listed = await runCli(['models'], environment);
  expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: notice });

  const agreed = await runCli(['consent'], environment);
  expect(agreed.code).toBe(1);
  expect(agreed.stderr).toBe(
    `${notice}The settings file cannot be written, so nothing was changed. Make the folder ${disk.folder} writable and change it again.\n`,
  );

  const logged = await runCli(['ask', 'What does the premium plan cost?', '--log', 'warn'], environment);
  expect(logged.stderr).toContain('"message":"history cannot be written"');
});
