import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { createEngineCore } from '../../../engine/parts/engine-core.ts';
import { resolveConfig } from '../../../engine/settings/config.ts';
import { eventually } from '../../fakes/eventually.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

function stage() {
  const undo = new AsyncDisposableStack();
  const core = createEngineCore(
    {
      config: resolveConfig({}, {}, (host) => host),
      assetsDirectory: '',
      appVersion: '0.0.0-test',
      warm: [],
      clock: new ManualClock(),
      log: silentLogger,
    },
    undo,
  );
  const events: EngineEvent[] = [];
  core.hub.subscribe((event) => events.push(event));
  return { undo, core, events };
}

test('events of a turn that was wiped are published no more, others are', () => {
  const { core, events } = stage();
  const turnId = core.nextTurnId();
  const started = { type: 'speech.started', turnId, channel: 'me', atMs: 0 } as const;
  core.publish(started);
  core.forgotten.forgetAll();
  core.publish(started);
  core.publish({ type: 'push-to-talk.changed', isHeld: true });
  core.publish({ ...started, turnId: core.nextTurnId() });
  expect(events.map(({ type }) => type)).toEqual([
    'speech.started',
    'push-to-talk.changed',
    'speech.started',
  ]);
});

test('what fails in the background is reported, until the engine closes', async () => {
  const { core, events } = stage();
  const fail = (message: string) => core.background('test', () => Promise.reject(new Error(message)));
  fail('it broke');
  await eventually(() => Promise.resolve(events.length > 0 || Promise.reject(new Error('not yet'))));
  expect(events).toMatchObject([{ type: 'failed', code: 'internal', message: 'it broke' }]);
  core.run.abort();
  fail('too late');
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toHaveLength(1);
});

test('parts close in reverse order, and one that fails holds up none of the others', async () => {
  const { core, undo } = stage();
  const closed: string[] = [];
  core.closing.deferSync(() => closed.push('first'));
  core.closing.own('second', {
    [Symbol.asyncDispose]: () => {
      closed.push('second');
      return Promise.reject(new Error('stuck'));
    },
  });
  core.closing.defer('third', () => Promise.resolve(closed.push('third')));
  core.closing.ownSync({ [Symbol.dispose]: () => void closed.push('fourth') });
  await undo.disposeAsync();
  expect(closed).toEqual(['fourth', 'third', 'second', 'first']);
});
