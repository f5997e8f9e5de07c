import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { watchForUncleanEnd } from '../../../engine/shell/unclean-end.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'sotto-unclean-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** A run of the engine: what it publishes at its start, and how it hears of the capture. */
function run() {
  const events: UnstampedEvent[] = [];
  const watch = watchForUncleanEnd({
    dataDir,
    log: silentLogger,
    publish: (event) => events.push(event),
    publishState: (state) => events.push({ type: 'component.changed', state }),
  });
  const capture = (isCapturing: boolean, isDemo = false): void =>
    watch.observe({
      type: 'capture.changed',
      seq: 1,
      atMs: 0,
      isCapturing,
      isPaused: false,
      isDemo,
      channels: [],
    });
  return { events, capture };
}

test('an end in order, also after a call or in a demo, leaves nothing to tell', () => {
  const first = run();
  first.capture(true);
  first.capture(false);
  first.capture(true, true);
  expect(run().events).toEqual([]);
});

test('a kill during a call is reported at the next start, once, with the offer to resume', () => {
  run().capture(true);
  const { events } = run();
  expect(events).toMatchObject([
    { type: 'failed', message: 'Sotto stopped unexpectedly and was started again.' },
    {
      type: 'component.changed',
      state: { component: 'microphone', action: { label: 'Resume listening', kind: 'start-capture' } },
    },
  ]);
  expect(run().events).toEqual([]);
});

test('a crash outside a call is reported without an offer', () => {
  writeFileSync(path.join(dataDir, 'crash.json'), '{}');
  expect(run().events).toMatchObject([{ type: 'failed', remedy: 'Nothing needs to be done.' }]);
});
