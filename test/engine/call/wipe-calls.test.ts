import { expect, test } from 'vitest';
import { forgetNewestCall, wipeCalls, type WordKeepers } from '../../../engine/call/wipe-calls.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** Keepers that say in which order they were asked to forget. */
function stage(given: Partial<WordKeepers> = {}) {
  const clock = new ManualClock();
  const steps: string[] = [];
  const step =
    (name: string) =>
    (...details: readonly unknown[]) =>
      void steps.push([name, ...details].join(' '));
  const later =
    (name: string) =>
    (...details: readonly unknown[]) =>
      Promise.resolve(step(name)(...details));
  const keepers: WordKeepers = {
    capture: { stop: later('capture') },
    answers: { forget: step('answers') },
    forgotten: { forgetAll: step('forgotten') } as unknown as WordKeepers['forgotten'],
    callHistory: { clear: step('callHistory') },
    turns: { forget: step('turns') },
    facts: { forget: step('facts') },
    calls: { forget: step('calls') },
    open: { forget: step('open') },
    gate: { forget: step('gate') },
    speakers: { forget: step('speakers') },
    hub: { forgetTurns: step('hub') },
    history: { wipe: step('history') },
    cache: { clear: later('cache') },
    keptAudio: { discardAll: later('keptAudio') },
    questionDetector: { forget: later('questionDetector') },
    publish: (event) => steps.push(event.type),
    clock,
    ...given,
  };
  return { clock, steps, keepers };
}

const ERASED = ['history call', 'cache', 'keptAudio', 'questionDetector'];

test('listening ends first, and clients hear of it once everything is erased', async () => {
  const { steps, keepers, clock } = stage();
  await wipeCalls('call', keepers);
  expect(steps.slice(0, 2)).toEqual(['answers', 'capture']);
  expect(steps.slice(-6)).toEqual([...ERASED, 'hub', 'calls.wiped']);
  expect(steps).toEqual(
    expect.arrayContaining([
      'forgotten',
      'turns',
      'facts',
      'calls',
      'open',
      'gate',
      'speakers',
      'callHistory',
    ]),
  );
  // An answer to the last words may have begun while listening ended.
  expect(steps.filter((name) => name === 'answers')).toHaveLength(2);
  expect(clock.sleeperCount).toBe(0);
});

test('recognition that does not end is waited for 300 ms', async () => {
  const { clock, steps, keepers } = stage({ capture: { stop: () => new Promise(() => undefined) } });
  const wiping = wipeCalls('all-calls', keepers);
  await clock.advance(299);
  expect(steps).toEqual(['answers']);
  await clock.advance(1);
  await wiping;
  expect(steps).toContain('history all-calls');
  expect(steps.at(-1)).toBe('calls.wiped');
});

test.each(['history', 'cache', 'keptAudio', 'questionDetector'] as const)(
  'a failure of %s keeps nothing else from being erased, and is reported',
  async (name) => {
    const failure = new Error(`${name} cannot be erased`);
    const fail = (): never => {
      throw failure;
    };
    const failLater = (): Promise<never> => Promise.reject(failure);
    const failing: Partial<WordKeepers> = {
      history: { wipe: fail },
      cache: { clear: failLater },
      keptAudio: { discardAll: failLater },
      questionDetector: { forget: failLater },
    };
    const { steps, keepers } = stage({ [name]: failing[name] });
    await expect(wipeCalls('call', keepers)).rejects.toBe(failure);
    expect(steps.slice(-5)).toEqual([
      ...ERASED.filter((step) => !step.startsWith(name)),
      'hub',
      'calls.wiped',
    ]);
  },
);

test('listening that cannot be ended is reported, once what there is so far is erased', async () => {
  const failure = new Error('the device does not answer');
  const { steps, keepers } = stage({ capture: { stop: () => Promise.reject(failure) } });
  await expect(wipeCalls('call', keepers)).rejects.toBe(failure);
  expect(steps.slice(-6)).toEqual([...ERASED, 'hub', 'calls.wiped']);
});

test('a call past its time ends no capture, and takes no younger answer or label along', async () => {
  const { steps, keepers } = stage();
  await forgetNewestCall(keepers);
  expect(steps.slice(-4)).toEqual(['history call', 'keptAudio', 'hub', 'calls.wiped']);
  expect(steps.slice(0, -4).toSorted()).toEqual(
    ['forgotten', 'answers', 'turns', 'facts', 'calls', 'open', 'gate', 'speakers', 'callHistory'].toSorted(),
  );
});
