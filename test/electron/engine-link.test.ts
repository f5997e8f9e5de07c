import { beforeEach, expect, test } from 'vitest';
import { launchEngine, type EngineAddress, type StartFailure } from '../../electron/engine-link.ts';
import type { OutsideQuestion } from '../../engine/protocol/outside-question.ts';
import type { FakeUtilityProcess } from '../fakes/electron-utility-process.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';
import { eventually } from '../fakes/eventually.ts';

const QUESTION: OutsideQuestion = { kind: 'run-program', subject: '"/bin/true"' };

beforeEach(resetElectron);

function stage(confirm: () => Promise<boolean> = () => Promise.resolve(true)) {
  const ready: EngineAddress[] = [];
  const gone: (StartFailure | undefined)[] = [];
  const kept: unknown[] = [];
  const link = launchEngine(
    {
      directory: '/app/engine',
      engineArguments: ['--app-version=1'],
      accessTokens: {
        load: () => ({ keptIn: 'keychain', detail: '', accessToken: { token: 'secret', origins: [] } }),
        keep: (service, accessToken) => {
          kept.push([service, accessToken]);
          return { keptIn: 'memory', detail: 'No keychain.' };
        },
      },
      confirm,
      onReady: (address) => ready.push(address),
    },
    (failure) => gone.push(failure),
  );
  const engine = recorded.utilities[0] as FakeUtilityProcess;
  return { link, engine, ready, gone, kept, say: (message: unknown) => engine.emit('message', message) };
}

test('the engine is started with its arguments and no token, and says where it is', () => {
  const { engine, ready, say } = stage();
  expect([engine.modulePath, engine.parameters]).toEqual(['/app/engine/main.js', ['--app-version=1']]);
  const address = { origin: 'http://127.0.0.1:1', tokens: { hud: 'h'.repeat(43) } };
  say({ type: 'ready', ...address });
  say({ type: 'ready', origin: 7 });
  say('junk');
  expect(ready).toEqual([address]);
});

test('tokens are kept for the engine and given back to it', () => {
  const { engine, kept, say } = stage();
  say({ type: 'load-token', service: 'model' });
  const accessToken = { token: 'new', origins: ['https://gpu.example'] };
  say({ type: 'keep-token', service: 'speech', accessToken });
  expect(kept).toEqual([['speech', accessToken]]);
  expect(engine.posted).toEqual([
    {
      type: 'token-held',
      service: 'model',
      keptIn: 'keychain',
      detail: '',
      accessToken: { token: 'secret', origins: [] },
    },
    { type: 'token-held', service: 'speech', keptIn: 'memory', detail: 'No keychain.' },
  ]);
});

test.each([
  ['is allowed', () => Promise.resolve(true), true],
  ['is refused', () => Promise.resolve(false), false],
  ['cannot be asked', () => Promise.reject(new Error('no window')), false],
])('what the user %s is passed on to the engine', async (_title, confirm, isAllowed) => {
  const { engine, say } = stage(confirm);
  say({ type: 'confirm', confirmIndex: 3, question: QUESTION });
  await eventually(() => expect(engine.posted).toEqual([{ type: 'confirmed', confirmIndex: 3, isAllowed }]));
});

test('an engine that could not start says why when it is gone, and is asked nothing any more', async () => {
  const { link, engine, gone, say } = stage();
  link.askToStop();
  expect(engine.posted).toEqual([{ type: 'stop' }]);
  say({ type: 'failed', code: 'port-taken', message: 'Taken.', remedy: 'Another.' });
  engine.emit('exit', 1);
  await link.gone;
  await eventually(() => expect(gone).toMatchObject([{ code: 'port-taken', message: 'Taken.' }]));
  link.askToStop();
  expect(engine.posted).toHaveLength(1);
});

test('an engine that is killed takes its children with it', async () => {
  const { link, engine, gone, say } = stage();
  say({ type: 'start-child', childIndex: 0, entryName: 'speech-process' });
  link.kill();
  await link.gone;
  expect(recorded.utilities.map(({ killCount }) => killCount > 0)).toEqual([true, true]);
  expect([engine.killCount, gone]).toEqual([1, [undefined]]);
});
