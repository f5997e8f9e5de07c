import { expect, test } from 'vitest';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

const SAID = 'Ana Silva will send it by Friday, for 300 euros.';

test('what was stated in a call is found when it is asked for, and no longer once it is erased', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: {
      speech: {
        recognizer: 'command',
        command: [process.execPath, '-e', `console.log(${JSON.stringify(SAID)})`, '{wav}'],
      },
    },
  });
  const path = fixturePath('samples/what-is-the-difference-between-a-process--en-us-m6-158.wav');
  const source = await openFileSource({ path, channel: 'them', isFast: true, clock: systemClock });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  const collect = async () => {
    await run.engine.execute({ type: 'collect-facts' });
    return eventsOf(run.events, 'facts.collected').at(-1)?.facts;
  };
  const facts = await collect();
  expect(facts?.map(({ kind, text, channel }) => [kind, text, channel])).toEqual([
    ['name', 'Ana Silva', 'them'],
    ['commitment', SAID.slice(0, -1), 'them'],
    ['date', 'by Friday', 'them'],
    ['number', '300 euros', 'them'],
  ]);
  expect(facts?.every(({ sinceCallBeganMs }) => sinceCallBeganMs >= 0)).toBe(true);
  await run.engine.execute({ type: 'wipe' });
  expect(await collect()).toEqual([]);
});
