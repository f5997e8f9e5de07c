import { expect, test } from 'vitest';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { createPageSource } from '../../../engine/capture/page-source.ts';
import { componentOf, createPageChannels } from '../../../engine/listening/page-channels.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

function stage(...channels: readonly Channel[]) {
  const states: ComponentState[] = [];
  const clock = new ManualClock();
  const pages = createPageChannels({ publishState: (state) => states.push(state) });
  const sources = channels.map((channel) => createPageSource({ channel, device: 'Default', clock }));
  pages.take(sources);
  const report = (channel: Channel, status: Parameters<typeof pages.report>[0]['status']): void =>
    pages.report({ type: 'report-capture', channel, status, device: 'Desk' });
  return { pages, states, sources, report };
}

const RETRY = { label: 'Try again', kind: 'start-capture' };

test('sound goes to the channel it is of, and that of a channel nobody reads goes nowhere', async () => {
  const { pages, sources } = stage('them');
  pages.pushAudio({ channel: 'me', startSamples: 0, samples: Int16Array.of(1, 1) });
  pages.pushAudio({ channel: 'them', startSamples: 0, samples: Int16Array.of(2, 2) });
  pages.end();
  const frames = await Array.fromAsync(sources[0]!.frames(new AbortController().signal));
  expect(frames.map(({ samples }) => [...samples])).toEqual([[2, 2]]);
});

test('a page that opens its device names it and heals its channel', () => {
  const { states, sources, report } = stage('me');
  report('me', 'denied');
  expect(sources[0]).toMatchObject({ device: 'Default', hasFailed: true });
  report('me', 'open');
  expect(sources[0]).toMatchObject({ device: 'Desk', hasFailed: false });
  expect(states.at(-1)).toEqual({ component: 'microphone', status: 'ready', reason: 'Desk' });
});

test.each([
  ['missing', 'failed', 'microphone-missing', 'sound-not-shared'],
  ['denied', 'failed', 'microphone-denied', 'sound-not-shared'],
  ['failed', 'failed', 'recorder-failed', 'recorder-failed'],
  ['moved', 'degraded', 'capture-moved', 'capture-moved'],
  ['muted', 'degraded', 'device-silent', 'device-silent'],
] as const)(
  'a page that reports "%s" leaves its channel %s, with a way to try again',
  (status, state, codeOfMe, codeOfThem) => {
    const { states, sources, report } = stage('me', 'them');
    report('me', status);
    report('them', status);
    expect(states).toMatchObject([
      { component: 'microphone', status: state, code: codeOfMe, action: RETRY },
      { component: 'them', status: state, code: codeOfThem, action: RETRY },
    ]);
    expect(states[1]?.reason).not.toContain('microphone');
    expect(sources.map(({ hasFailed }) => hasFailed)).toEqual([true, true]);
  },
);

test('what the browser says of a device that it cannot open is a sentence of its own', () => {
  const { pages, states } = stage('me');
  const detail = 'This browser gives pages no microphone at this address.';
  pages.report({ type: 'report-capture', channel: 'me', status: 'failed', device: detail });
  expect(states[0]?.reason).toBe(`The microphone could not be opened. ${detail}`);
});

test('a closed channel is off, and needs nothing', () => {
  const { states, report } = stage('me');
  report('me', 'closed');
  expect(states).toEqual([{ component: 'microphone', status: 'off', reason: 'Not listening' }]);
});

test('a page that went away fails its own channel; one that filled none is no news', () => {
  const { pages, states, sources } = stage('me');
  pages.notePageGone('them');
  expect(states).toEqual([]);
  pages.notePageGone('me');
  expect(sources[0]?.hasFailed).toBe(true);
  expect(states).toMatchObject([{ component: 'microphone', code: 'recorder-failed', action: RETRY }]);
});

test('after the end a report still says how the device is, and touches no source', () => {
  const { pages, states, sources, report } = stage('me');
  pages.end();
  report('me', 'missing');
  pages.notePageGone('me');
  expect(sources[0]?.hasFailed).toBe(false);
  expect(states).toMatchObject([{ code: 'microphone-missing' }]);
});

test('each channel is a component of its own', () => {
  expect([componentOf('me'), componentOf('them')]).toEqual(['microphone', 'them']);
});
