import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { KeptAudio } from '../../../engine/transcription/kept-audio.ts';
import type { SpokenTurn } from '../../fakes/spoken-turn.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { speak, wordsInside } from '../../fakes/spoken-turn.ts';
import { collect, completedTexts, endings, hear, scripted } from '../../fakes/heard-turns.ts';

const DOWN = new EngineError('transcriber-down', 'It crashed four times.', 'Wait.');
const HANGS = new EngineError('transcriber-timeout', 'It hangs.', 'Wait.');
const BROKEN = new EngineError('transcriber-failed', 'It broke.', 'Try again.');

/** Keeps as many utterances as it may, in memory. */
function audioFor(limitCount = Number.POSITIVE_INFINITY): KeptAudio & { readonly keptCount: number } {
  const entries = new Set<{ readonly onLost: () => void }>();
  return {
    get keptCount() {
      return entries.size;
    },
    keep: (samples, onLost) => {
      const entry = { onLost };
      entries.add(entry);
      if (entries.size > limitCount) {
        const [oldest] = entries;
        if (oldest) entries.delete(oldest);
        oldest?.onLost();
      }
      return { read: () => Promise.resolve(samples), discard: () => void entries.delete(entry) };
    },
    discardAll: () => Promise.resolve(entries.clear()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function conversation(turnCount: number): SpokenTurn[] {
  return Array.from({ length: turnCount }, (_, index) => ({
    turnId: `turn-${index}`,
    words: ['yes', 'indeed', `number${index}`],
  }));
}

function lateTurns(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'transcript-completed' && event.transcript.isLate ? [event.transcript.turnId] : [],
  );
}

test('a recognizer that takes thrice as long as the speech loses no turn; the text comes late and says so', async () => {
  const keptAudio = audioFor();
  const { events, pressures } = await hear(conversation(20), { computeMs: () => 4_000 }, { keptAudio });
  expect(endings(events).toSorted()).toEqual(
    conversation(20)
      .map(({ turnId }) => `${turnId} completed`)
      .toSorted(),
  );
  expect(completedTexts(events)).toContain('yes indeed number0');
  expect(lateTurns(events).length).toBeGreaterThan(5);
  expect(pressures.map(({ level }) => level)).toContain('late');
  expect(pressures.at(-1)).toMatchObject({ waitingTurnCount: 0, droppedTurnCount: 0 });
  expect(keptAudio.keptCount).toBe(0);
});

test('turns of now come before those of the backlog, and those in the order in which they were spoken', async () => {
  const { events } = await hear(conversation(20), { computeMs: () => 4_000 }, { keptAudio: audioFor() });
  const order = endings(events).map((ending) => Number(/turn-(\d+)/.exec(ending)?.[1]));
  const backlog = order.slice(order.indexOf(19) + 1);
  expect(backlog.length).toBeGreaterThan(5);
  expect(backlog).toEqual(backlog.toSorted((left, right) => left - right));
});

test('after a slow spell the text comes in time again, and live text with it', async () => {
  const clock = new VirtualClock();
  const turns = conversation(40);
  const { events, pressures } = await collect(
    clock,
    speak(turns, clock),
    scripted(clock, {
      text: (speech) =>
        wordsInside(turns.find(({ turnId }) => turnId === speech.turnId)?.words ?? [], speech).join(' '),
      computeMs: () => (clock.nowMs() > 10_000 && clock.nowMs() < 30_000 ? 5_000 : 150),
    }),
    { keptAudio: audioFor(), measuredFactor: () => 0.05 },
  );
  expect(completedTexts(events)).toHaveLength(40);
  expect(lateTurns(events)).not.toContain('turn-39');
  const notes = pressures.map(({ note }) => note);
  expect(notes).toContainEqual(expect.objectContaining({ cause: 'busy' }));
  expect(notes.at(-1)).toBeUndefined();
});

test('while recognition is down every turn is kept, and reported when it is back', async () => {
  const clock = new VirtualClock();
  const turns = conversation(30);
  const { events, transcriber } = await collect(
    clock,
    speak(turns, clock),
    scripted(clock, {
      text: (speech) =>
        wordsInside(turns.find(({ turnId }) => turnId === speech.turnId)?.words ?? [], speech).join(' '),
      failure: () => (clock.nowMs() > 5_000 && clock.nowMs() < 40_000 ? DOWN : undefined),
    }),
    { keptAudio: audioFor() },
  );
  expect(completedTexts(events).toSorted()).toEqual(turns.map(({ words }) => words.join(' ')).toSorted());
  expect(lateTurns(events).length).toBeGreaterThan(5);
  // One pass a turn and a few tries with growing pauses, not a storm.
  const triedCount = transcriber.passes.filter(({ outcome }) => outcome === 'failed').length;
  expect(triedCount).toBeLessThan(80);
});

test('an utterance on which recognition always fails does not hold up the others', async () => {
  const { events } = await hear(
    conversation(6),
    { failure: (_, { turnId }) => (turnId === 'turn-2' ? HANGS : undefined) },
    { keptAudio: audioFor() },
  );
  expect(endings(events).filter((ending) => ending !== 'turn-2 dropped: failed')).toEqual(
    [0, 1, 3, 4, 5].map((index) => `turn-${index} completed`),
  );
});

test('only where there is no room for more the oldest turn is lost, counted and reported', async () => {
  const { events, pressures } = await hear(
    conversation(20),
    { computeMs: () => 4_000 },
    { keptAudio: audioFor(3) },
  );
  const dropped = endings(events).filter((ending) => ending.endsWith('dropped: backlog'));
  expect(dropped.length).toBeGreaterThan(0);
  expect(endings(events)).toContain('turn-19 completed');
  expect(endings(events)).toHaveLength(20);
  expect(pressures.at(-1)).toMatchObject({ droppedTurnCount: dropped.length });
  expect(pressures.map(({ note }) => note?.effect)).toContain('losing');
});

test('a recognizer that never comes back is not waited for once the source has ended', async () => {
  const { events } = await hear(conversation(3), { failure: () => DOWN }, { keptAudio: audioFor() });
  expect(endings(events)).toEqual([
    'turn-0 dropped: failed',
    'turn-1 dropped: failed',
    'turn-2 dropped: failed',
  ]);
  const missing = new EngineError('speech-model-missing', 'There is none.', 'Get one.');
  const without = await hear(conversation(1), { failure: () => missing }, { keptAudio: audioFor() });
  expect(endings(without.events)).toEqual(['turn-0 dropped: failed']);
});

test('a failure that the second try fixes delays no one', async () => {
  const { events } = await hear(
    conversation(2),
    { failure: (passIndex) => (passIndex === 0 ? BROKEN : undefined) },
    { keptAudio: audioFor() },
  );
  expect(lateTurns(events)).toEqual([]);
  expect(completedTexts(events)).toHaveLength(2);
});
