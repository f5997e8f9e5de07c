import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../../engine/index.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { followEvents, readArguments, withEngine } from '../../../scripts/command-line/with-engine.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-with-engine-'));
  vi.stubEnv('SOTTO_LOG', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const read = (...args: readonly string[]) =>
  readArguments(['--data-dir', folder, ...args], { days: { type: 'string' }, fast: { type: 'boolean' } });

test("a command's own options stand beside those of every command with an engine", () => {
  const { positionals, text, isSet, config } = read('one', '--days', '3', '--fast', '--model', 'toy', 'two');
  expect(positionals).toEqual(['one', 'two']);
  expect([text('days'), text('fast'), text('none')]).toEqual(['3', undefined, undefined]);
  expect([isSet('fast'), isSet('days'), isSet('none')]).toEqual([true, false, false]);
  expect(config).toMatchObject({ dataDir: folder, overrides: { model: { name: 'toy' } } });
});

test('an option beats its environment variable, and what there is not is refused', () => {
  vi.stubEnv('SOTTO_DATA_DIR', '/elsewhere');
  expect(read().config.dataDir).toBe(folder);
  expect(() => read('--sorcery')).toThrow(/sorcery/);
});

test('errors are logged, unless the command, its environment or its options say otherwise', () => {
  const levelOf = (args: readonly string[], usual?: 'warn') =>
    readArguments(['--data-dir', folder, ...args], {}, usual).config.logLevel;
  expect([levelOf([]), levelOf([], 'warn')]).toEqual(['error', 'warn']);
  vi.stubEnv('SOTTO_LOG', 'debug');
  expect([levelOf([], 'warn'), levelOf(['--log', 'info'])]).toEqual(['debug', 'info']);
});

test('whatever becomes of the work, the engine is shut down, so that the next one can start', async () => {
  const { config } = read('--port', '0');
  const io = { signal: new AbortController().signal };
  const seen: EngineEvent[][] = [];
  const work = async (engine: Engine): Promise<void> => {
    const events: EngineEvent[] = [];
    seen.push(events);
    await engine.execute({ type: 'give-consent' });
    followEvents(engine, (event) => events.push(event));
    await engine.execute({ type: 'withdraw-consent' });
    throw new Error('out of work');
  };
  for (let round = 0; round < 2; round += 1)
    await expect(withEngine(config, { warm: [], staticDirectory: folder }, io, work)).rejects.toThrow(
      'out of work',
    );
  // What was before it followed and what came after, each once.
  for (const events of seen) {
    expect(events.map(({ seq }) => seq)).toEqual(Array.from(events, (_, index) => index + 1));
    const consents = events.flatMap((event) =>
      event.type === 'settings.changed' ? [event.settings.privacy.consentAtMs !== null] : [],
    );
    expect(consents.slice(-2)).toEqual([true, false]);
  }
});
