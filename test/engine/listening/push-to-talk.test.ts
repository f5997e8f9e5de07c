import { expect, test } from 'vitest';
import type { Question, TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { PushToTalk } from '../../../engine/listening/push-to-talk.ts';
import { createSegmenterControl, type SegmenterControl } from '../../../engine/vad/segmenter-control.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

test('a key press without speech asks what both sides said in the look-back, in order', async () => {
  const { asked, missed } = await pressAfter(2_000, [
    [1_000, 'them', 'We moved to Kafka last year.'],
    [12_000, 'them', 'Tell me about ordering.'],
    [14_000, 'me', 'Per partition you mean.'],
  ]);
  expect(asked).toMatchObject([
    { text: 'Tell me about ordering. Per partition you mean.', channel: 'me', origin: 'push-to-talk' },
  ]);
  expect(missed).toEqual(['turn-2']);
});

test('when nothing was said in the look-back the last turn is asked, up to half a minute later', async () => {
  const said = [
    [1_000, 'them', 'First.'],
    [2_000, 'them', 'Tell me about ordering.'],
  ] as const;
  expect((await pressAfter(20_000, said)).asked).toMatchObject([{ text: 'Tell me about ordering.' }]);
  expect(await pressAfter(40_000, said)).toMatchObject({ asked: [], nothingCount: 1 });
});

test('a look-back of zero asks the last turn alone', async () => {
  const said = [
    [1_000, 'them', 'First.'],
    [1_500, 'them', 'Tell me about ordering.'],
  ] as const;
  expect((await pressAfter(500, said, 0)).asked).toMatchObject([{ text: 'Tell me about ordering.' }]);
});

test('what is said while the key is held is asked together with the look-back, but with nothing older', async () => {
  const said = [
    [1_000, 'them', 'We moved to Kafka last year.'],
    [12_000, 'them', 'Tell me about ordering.'],
  ] as const;
  const spoken = (lookBackMs: number) => pressAfter(2_000, said, lookBackMs, 'Per partition?');
  expect((await spoken(8_000)).asked).toMatchObject([
    { text: 'Tell me about ordering. Per partition?', channel: 'me', turnId: 'held' },
  ]);
  expect((await spoken(1_000)).asked).toMatchObject([{ text: 'Per partition?' }]);
  expect(await spoken(8_000)).toMatchObject({ missed: [], nothingCount: 0 });
});

test('a tap right after a question waits for its text, and for no longer than it takes to answer', async () => {
  const clock = new VirtualClock();
  const asked: Question[] = [];
  const control = { hold: () => undefined, release: () => undefined } as unknown as SegmenterControl;
  const pushToTalk = new PushToTalk({
    clock,
    controls: () => new Map([['them', control]]),
    lookBackMs: () => 8_000,
    ask: (question) => asked.push(question),
    onMissed: () => undefined,
    onNothing: () => undefined,
  });
  const facts = { turnId: 'turn-1', channel: 'them' } as const;
  const moments = { startMs: 0, endMs: 500, voicedMs: 500, endedAtMs: 1_000, completedAtMs: 3_000 };
  const transcript = { ...facts, text: 'What did they ask?', endReason: 'silence', ...moments } as const;
  const read = async (): Promise<void> => {
    async function* turns(): AsyncGenerator<TranscriptEvent, void, undefined> {
      yield { type: 'transcript-completed', transcript };
    }
    for await (const _event of pushToTalk.divert(turns()));
  };
  const tap = async (): Promise<void> => {
    pushToTalk.press();
    await clock.advance(120);
    pushToTalk.release();
    pushToTalk.observeSpeech({ ...facts, turnId: 'held', type: 'speech-discarded', voicedMs: 0, atMs: 0 });
  };
  const segment = { ...facts, ...moments, speechStartMs: 0, speechEndMs: 500, samples: new Int16Array() };
  await clock.advance(1_000);
  pushToTalk.observeSpeech({ ...facts, type: 'turn-ended', segment, reason: 'silence', atMs: 1_000 });
  await tap();
  expect(asked).toEqual([]);
  await read();
  expect(asked).toMatchObject([{ text: 'What did they ask?' }]);

  pushToTalk.observeSpeech({
    ...facts,
    turnId: 'lost',
    type: 'turn-ended',
    segment,
    reason: 'silence',
    atMs: 1_000,
  });
  await tap();
  await clock.advance(15_000);
  expect(asked).toHaveLength(2);
});

test('a channel from which no sound has come keeps nobody waiting', async () => {
  const clock = new VirtualClock();
  let nothingCount = 0;
  const pushToTalk = new PushToTalk({
    clock,
    controls: () => new Map([['me', createSegmenterControl()]]),
    lookBackMs: () => 8_000,
    ask: () => undefined,
    onMissed: () => undefined,
    onNothing: () => (nothingCount += 1),
  });
  pushToTalk.press();
  pushToTalk.release();
  expect(nothingCount).toBe(1);
});

/** @param waitMs from the last turn to the press; the key is released at once. */
async function pressAfter(
  waitMs: number,
  said: readonly (readonly [atMs: number, channel: Channel, text: string])[],
  lookBackMs = 8_000,
  heldText?: string,
) {
  const clock = new VirtualClock();
  const asked: Question[] = [];
  const missed: string[] = [];
  let nothingCount = 0;
  const control = { hold: () => undefined, release: () => undefined } as unknown as SegmenterControl;
  const pushToTalk = new PushToTalk({
    clock,
    controls: () => new Map(heldText === undefined ? [] : [['me', control]]),
    lookBackMs: () => lookBackMs,
    ask: (question) => asked.push(question),
    onMissed: (turnId) => missed.push(turnId),
    onNothing: () => (nothingCount += 1),
  });
  async function* turns(): AsyncGenerator<TranscriptEvent, void, undefined> {
    for (const [index, [atMs, channel, text]] of said.entries()) {
      await clock.sleep(atMs - clock.nowMs());
      const moments = { startMs: 0, endMs: 500, voicedMs: 500, endedAtMs: atMs, completedAtMs: atMs };
      const transcript = {
        turnId: `turn-${index}`,
        channel,
        text,
        endReason: 'silence',
        ...moments,
      } as const;
      yield { type: 'transcript-completed', transcript };
    }
  }
  const passOn = async (): Promise<void> => {
    for await (const _event of pushToTalk.divert(turns()));
  };
  await clock.runUntil(passOn());
  await clock.advance(waitMs);
  pushToTalk.press();
  pushToTalk.release();
  if (heldText !== undefined) await speak(pushToTalk, heldText, clock.nowMs());
  return { asked, missed, nothingCount };
}

/** The microphone's turn of the held key ends and is read. */
async function speak(pushToTalk: PushToTalk, text: string, atMs: number): Promise<void> {
  const facts = { turnId: 'held', channel: 'me' } as const;
  const moments = { startMs: 0, endMs: 500, voicedMs: 500, endedAtMs: atMs, completedAtMs: atMs };
  const segment = { ...facts, ...moments, speechStartMs: 0, speechEndMs: 500, samples: new Int16Array() };
  pushToTalk.observeSpeech({ ...facts, type: 'turn-ended', segment, reason: 'released', atMs });
  async function* turns(): AsyncGenerator<TranscriptEvent, void, undefined> {
    const transcript = { ...facts, text, endReason: 'released', ...moments } as const;
    yield { type: 'transcript-completed', transcript };
  }
  for await (const _event of pushToTalk.divert(turns()));
}
