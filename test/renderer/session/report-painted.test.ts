import { expect, test } from 'vitest';
import type { Command } from '../../../engine/protocol/commands.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { reportPaints } from '../../../renderer/session/report-painted.ts';
import type { Session } from '../../../renderer/session/session.ts';
import { eventually } from '../../fakes/eventually.ts';

function stage(isHidden = false) {
  const reports: Command[] = [];
  let nowMs = 0;
  let publish: (event: EngineEvent) => void = () => undefined;
  const frames: (() => void)[] = [];
  const session = {
    onEvent: (listener: (event: EngineEvent) => void) => {
      publish = listener;
      return () => (publish = () => undefined);
    },
    request: (command: Command) => {
      reports.push(command);
      return Promise.resolve();
    },
  } as unknown as Session;
  const page = {
    document: { hidden: isHidden },
    performance: { now: () => nowMs },
    requestAnimationFrame: (frame: () => void) => frames.push(frame),
  } as unknown as Window;
  const stop = reportPaints(session, page);
  const answer = (type: string, turnId: string, bullets: readonly string[] = []): void =>
    publish({ type, turnId, bullets, seq: 1, atMs: 0 } as unknown as EngineEvent);
  return {
    reports,
    frames,
    stop,
    answer,
    paint: async (afterMs: number): Promise<void> => {
      nowMs += afterMs;
      const before = reports.length;
      for (const frame of frames.splice(0)) frame();
      await eventually(() => expect(reports.length).toBeGreaterThan(before));
    },
  };
}

test('the first bullet of an answer is reported once, after the frame that shows it', async () => {
  const { reports, frames, answer, paint } = stage();
  answer('answer.extended', 'a');
  expect(frames).toEqual([]);
  answer('answer.extended', 'a', ['one']);
  answer('answer.extended', 'a', ['one', 'two']);
  answer('answer.completed', 'a', ['one', 'two']);
  expect([frames.length, reports]).toEqual([1, []]);
  await paint(12);
  expect(reports).toEqual([{ type: 'report-painted', turnId: 'a', sinceEventMs: 12 }]);
});

test('an answer from the cache comes whole, and one that is begun again is reported again', async () => {
  const { reports, answer, paint } = stage();
  answer('answer.completed', 'a', ['one']);
  await paint(5);
  answer('answer.started', 'a');
  answer('answer.extended', 'a', ['other']);
  await paint(7);
  expect(reports).toHaveLength(2);
});

test('a hidden page reports nothing, and neither does one that has stopped', () => {
  const hidden = stage(true);
  hidden.answer('answer.extended', 'a', ['one']);
  expect(hidden.frames).toEqual([]);
  const stopped = stage();
  stopped.stop();
  stopped.answer('answer.extended', 'a', ['one']);
  expect(stopped.frames).toEqual([]);
});
