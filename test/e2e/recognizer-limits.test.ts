import { expect, test } from 'vitest';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

test('the state says what the recognizer does not follow of language and vocabulary', async () => {
  await using ollama = await startFakeOllama();
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const said = (): string | undefined =>
    eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === 'speech')?.state
      .reason;
  const choose = (speech: NonNullable<SettingsPatch['speech']>): Promise<void> =>
    run.engine.execute({ type: 'change-settings', patch: { speech } });
  await choose({ vocabulary: 'Sotto', language: 'en' });
  expect(said()).toMatch(/^whisper\.cpp · .* threads?( · 3 s of speech takes .*)?$/);
  await choose({ language: 'de' });
  expect(said()).toMatch(
    / threads?( · 3 s of speech takes .*)? · understands English only, not the language that is set$/,
  );
  await choose({ recognizer: 'command', command: ['true', '{wav}', '{language}'] });
  await expect.poll(said).toBe('Command · true · applies the vocabulary afterwards');
  await choose({ command: ['true', '{wav}'] });
  await expect.poll(said).toBe('Command · true · applies the vocabulary afterwards · ignores the language');
  await choose({ vocabulary: '', language: 'auto' });
  expect(said()).toBe('Command · true');
});
