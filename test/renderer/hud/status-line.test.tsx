import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { StatusLine } from '../../../renderer/hud/status-line.tsx';
import { brokenParts, healthyParts } from '../../e2e/hud-scenes.ts';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

const shown = (...events: readonly UnstampedEvent[]) => show(<StatusLine />, after(events));
const downloading: UnstampedEvent = {
  type: 'download.progressed',
  kind: 'speech',
  name: 'base.en',
  status: 'running',
  detail: '',
  receivedBytes: 1,
  totalBytes: 4,
};
const lost = measured({ state: 'lost' });

/** Without the list of all parts, which opens when it is pressed. */
const lineOf = (...events: readonly UnstampedEvent[]): string =>
  shown(...events).html.split('popover="auto"', 1)[0] ?? '';

test('where all is well it says what answers', () => {
  expect(shown(...healthyParts).text).toContain('llama3.2:3b');
});

test('the worst thing stands there with its action, and how many others there are', () => {
  const { html, text, buttons } = shown(...healthyParts, ...brokenParts);
  expect(html).toContain('data-status="failed"');
  expect(text).toContain('No speech model is on this machine yet.');
  expect(buttons[0]).toBe('Download base.en');
  expect(html).toContain('more-troubles');
});

test('a download goes before all, and its model is not asked for once more', () => {
  const { text, buttons } = shown(...healthyParts, ...brokenParts, downloading);
  expect(text).toContain('25% of');
  expect(buttons[0]).toBe('Cancel the download of base.en');
});

test('a failure goes before sound that does not arrive, and that before what is only degraded', () => {
  const degraded = brokenParts.filter((event) => JSON.stringify(event).includes('degraded'));
  const deaf = lineOf(...healthyParts, ...degraded, capturing(), lost);
  expect(deaf).toContain('The other side is not heard.');
  expect(deaf).not.toContain('Another program has these keys.');
  expect(lineOf(...healthyParts, ...brokenParts, capturing(), lost)).toContain('No speech model');
  expect(lineOf(...healthyParts, ...degraded)).toContain('Another program has these keys.');
});

test('a microphone alone is said to be that', () => {
  const alone = lineOf(...healthyParts, capturing({ channels: ['me'] }), measured({ channel: 'me' }));
  expect(alone).toContain('Only the microphone is heard');
  expect(alone).not.toContain('llama3.2:3b');
});

test('every part is one press away', () => {
  expect(shown(...healthyParts).html).toContain('popover="auto"');
});
