import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command, CONSENT_TEXT } from '../../../scripts/commands/consent.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-cli-consent-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (args: readonly string[], json = false) =>
  runCommand(command, ['--data-dir', folder, ...args], { json });

test('what is agreed to is shown, and the consent recorded until it is withdrawn', async () => {
  expect((await run([])).lines).toEqual([...CONSENT_TEXT, 'Your consent is recorded.']);
  expect((await run(['--withdraw'])).lines.at(-1)).toBe('Your consent is withdrawn.');
});

test('in JSON it is the time of the consent, or none', async () => {
  const before = Date.now();
  const [given = ''] = (await run([], true)).lines;
  const { consentAtMs } = JSON.parse(given) as { consentAtMs: number };
  expect(consentAtMs).toBeGreaterThanOrEqual(before);
  expect(consentAtMs).toBeLessThanOrEqual(Date.now());
  expect((await run(['--withdraw'], true)).lines).toEqual(['{"consentAtMs":null}']);
});

test('a word too many changes nothing', async () => {
  await expect(run(['please'])).rejects.toThrow(UsageError);
});
