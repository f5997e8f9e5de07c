import { describe, expect, test } from 'vitest';
import type { QuestionEvent, TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { systemClock } from '../../../engine/base/clock.ts';
import { createRulesDetector } from '../../../engine/question/rules-detector.ts';
import { trackQuestions } from '../../../engine/question/track-questions.ts';

const detector = createRulesDetector();

/** One second of speech a line, `gapMs` of quiet between lines. */
function said(
  lines: readonly (string | readonly [Channel, string])[],
  gapMs = 1_000,
): Extract<TranscriptEvent, { type: 'transcript-completed' }>[] {
  return lines.map((line, index) => {
    const [channel, text] = typeof line === 'string' ? (['them', line] as const) : line;
    const startMs = index * (1_000 + gapMs);
    const endMs = startMs + 1_000;
    return {
      type: 'transcript-completed',
      transcript: {
        turnId: `t${index}`,
        channel,
        text,
        startMs,
        endMs,
        voicedMs: 900,
        endReason: 'silence',
        endedAtMs: endMs,
        completedAtMs: endMs,
      },
    };
  });
}

const paused = (turnId: string, text: string, atMs = 0): TranscriptEvent => ({
  type: 'transcript-paused',
  committedText: '',
  turnId,
  channel: 'them',
  text,
  atMs,
});
const resumed = (turnId: string): TranscriptEvent => ({
  type: 'transcript-resumed',
  turnId,
  channel: 'them',
  atMs: 0,
});

async function track(
  events: readonly TranscriptEvent[],
  answersChannel: (channel: Channel) => boolean = (channel) => channel === 'them',
): Promise<QuestionEvent[]> {
  async function* feed(): AsyncGenerator<TranscriptEvent> {
    yield* events;
  }
  const deps = { questionDetector: () => detector, clock: systemClock, answersChannel, log: silentLogger };
  return Array.fromAsync(trackQuestions(feed(), deps, new AbortController().signal));
}

/** `asked: …`, `passed (reason): …`, `expected: …`, `withdrawn`. */
function summary(events: readonly QuestionEvent[]): string[] {
  return events.map((event) => {
    switch (event.type) {
      case 'question-asked':
      case 'question-forming':
      case 'question-expected': {
        const { text, antecedent } = event.question;
        const leaning = antecedent === undefined ? '' : ` <- ${antecedent}`;
        return `${event.type.slice(9)}: ${text}${leaning}`;
      }
      case 'question-withdrawn':
        return `withdrawn ${event.turnId}`;
      case 'question-passed':
        return `passed (${event.reason}): ${event.text}`;
    }
  });
}

describe('every completed turn is asked or passed', () => {
  test('a question is asked, a statement and a social check are passed', async () => {
    const events = await track(said(['Hello.', 'Can you hear me?', 'What is TCP?', 'We use React.']));
    expect(summary(events)).toEqual([
      'passed (not-a-question): Hello.',
      'passed (not-worth-answering): Can you hear me?',
      'asked: What is TCP?',
      'passed (not-a-question): We use React.',
    ]);
  });

  test('a question of the user is left alone unless asked for', async () => {
    const events = said([['me', 'What is TCP?']]);
    expect(summary(await track(events))).toEqual(['passed (own-channel): What is TCP?']);
    expect(summary(await track(events, () => true))).toEqual(['asked: What is TCP?']);
  });
});

describe('text that comes late', () => {
  /** The turns in the order reported, those of `lateAfterMs` so long after their end. */
  function reported(
    lines: readonly string[],
    order: readonly number[],
    lateAfterMs: ReadonlyMap<number, number>,
  ) {
    const events = said(lines);
    return order.flatMap((index) => {
      const event = events[index];
      const delayMs = lateAfterMs.get(index);
      if (!event || delayMs === undefined) return event ?? [];
      const { transcript } = event;
      return {
        ...event,
        transcript: { ...transcript, isLate: true, completedAtMs: transcript.endedAtMs + delayMs },
      };
    });
  }

  test('raises a question while somebody may still wait for the answer', async () => {
    const events = reported(['What is TCP?', 'We use React.'], [1, 0], new Map([[0, 8_000]]));
    expect(summary(await track(events))).toEqual([
      'passed (not-a-question): We use React.',
      'asked: What is TCP?',
    ]);
  });

  test('raises none when it is old, or when a newer question is being answered', async () => {
    const old = reported(['What is TCP?', 'We use React.'], [1, 0], new Map([[0, 25_000]]));
    expect(summary(await track(old)).at(-1)).toBe('passed (too-late): What is TCP?');
    const overtaken = reported(['What is TCP?', 'What is Docker?'], [1, 0], new Map([[0, 5_000]]));
    expect(summary(await track(overtaken))).toEqual([
      'asked: What is Docker?',
      'passed (too-late): What is TCP?',
    ]);
  });

  test('is taken for what was said then, not for what was said last', async () => {
    const events = reported(['And what about', 'What is TCP?', 'Docker?'], [1, 0, 2], new Map([[0, 5_000]]));
    expect(summary(await track(events)).at(-1)).toMatch(/: Docker\?/);
  });
});

describe('at a pause', () => {
  test('a whole question is expected once and then asked', async () => {
    const events = await track([
      paused('t0', 'What is TCP?'),
      paused('t0', 'What is TCP?'),
      ...said(['What is TCP?']),
    ]);
    expect(summary(events)).toEqual(['expected: What is TCP?', 'asked: What is TCP?']);
  });

  test('speech that continues withdraws what was expected', async () => {
    const events = await track([
      paused('t0', 'What is TCP?'),
      resumed('t0'),
      ...said(['What is TCP slow start?']),
    ]);
    expect(summary(events)).toEqual([
      'expected: What is TCP?',
      'withdrawn t0',
      'asked: What is TCP slow start?',
    ]);
  });

  test('other words in the end than at the pause withdraw what was expected', async () => {
    const events = await track([paused('t0', 'What is TCP?'), ...said(['What is UDP?'])]);
    expect(summary(events)).toEqual(['expected: What is TCP?', 'withdrawn t0', 'asked: What is UDP?']);
  });

  test('a turn that comes to nothing withdraws what was expected', async () => {
    const dropped: TranscriptEvent = {
      type: 'transcript-dropped',
      turnId: 't0',
      channel: 'them',
      reason: 'failed',
      text: '',
      atMs: 0,
    };
    const events = await track([paused('t0', 'What is TCP?'), dropped]);
    expect(summary(events)).toEqual(['expected: What is TCP?', 'withdrawn t0']);
  });

  test('a question that is plainly not over is not expected', async () => {
    const events = await track([paused('t0', 'what is the difference between a')]);
    expect(summary(events)).toEqual(['forming: what is the difference between a']);
  });
});

describe('while it is spoken', () => {
  const extended = (text: string, volatile: string): TranscriptEvent => ({
    type: 'transcript-extended',
    turnId: 't0',
    channel: 'them',
    text,
    volatile,
    atMs: 0,
  });

  test('a question forms with every word that is heard, and no more once it is expected', async () => {
    const events = await track([
      extended('', 'what is the'),
      extended('what is the', 'price of'),
      paused('t0', 'What is the price of it?'),
      extended('what is the price', 'of it in'),
    ]);
    expect(summary(events)).toEqual([
      'forming: what is the',
      'forming: what is the price of',
      'expected: What is the price of it?',
    ]);
  });

  test('a statement forms nothing, nor does a question on a channel that is not answered', async () => {
    expect(await track([extended('we use React', 'for the')])).toEqual([]);
    expect(await track([extended('', 'what is the price of')], () => false)).toEqual([]);
  });
});

describe('fragments', () => {
  test('a question in two turns is joined', async () => {
    const events = await track(said(['What is your pricing?', 'And what about', 'the enterprise plan?']));
    expect(summary(events)).toEqual([
      'asked: What is your pricing?',
      'passed (not-a-question): And what about',
      'asked: And what about the enterprise plan? <- What is your pricing?',
    ]);
  });

  test('are not joined after a long pause, nor past another speaker', async () => {
    expect(summary(await track(said(['and what about', 'the enterprise plan is new'], 5_000)))).toEqual([
      'passed (not-a-question): and what about',
      'passed (not-a-question): the enterprise plan is new',
    ]);
    const interrupted = said(['and what about', ['me', 'One moment.'], 'the enterprise plan is new'], 100);
    expect(summary(await track(interrupted)).at(-1)).toBe(
      'passed (not-a-question): the enterprise plan is new',
    );
  });

  test('a question that is started over counts without its false start', async () => {
    const events = await track(said(['What is the', 'How does a hash map work?']));
    expect(summary(events).at(-1)).toBe('asked: How does a hash map work?');
  });
});

describe('several questions in one turn', () => {
  test('are merged in their order, the statements between left out', async () => {
    const turn = 'We are twelve people. What is your price? We pay a lot now. Is there a discount?';
    expect(summary(await track(said([turn])))).toEqual(['asked: What is your price? Is there a discount?']);
  });

  test('keep the statement that the first one leans on', async () => {
    const turn = 'We run a cache in front of it. How does it scale?';
    expect(summary(await track(said([turn])))).toEqual([`asked: ${turn}`]);
  });

  test('leave out the one that is not worth answering', async () => {
    const turn = 'Hello. How are you today? What is TCP?';
    expect(summary(await track(said([turn])))).toEqual(['asked: What is TCP?']);
  });
});

describe('follow-ups and repeats', () => {
  test('a follow-up carries the question it leans on, and that one its own', async () => {
    const events = await track(
      said(['What is TCP?', ['me', 'A protocol.'], 'And why?', 'How does it work?']),
    );
    expect(summary(events).filter((line) => line.startsWith('asked'))).toEqual([
      'asked: What is TCP?',
      'asked: And why? <- What is TCP?',
      'asked: How does it work? <- What is TCP? And why?',
    ]);
  });

  test('the same words again are a repeat while their answer stands, a new question never is', async () => {
    const events = await track(said(['What is TCP?', "What's TCP?", 'What is UDP?', 'What is TCP?'], 200));
    expect(summary(events)).toEqual([
      'asked: What is TCP?',
      "passed (repeat): What's TCP?",
      'asked: What is UDP?',
      'asked: What is TCP?',
    ]);
  });

  test('the same words much later are a new question', async () => {
    const events = await track(said(['What is TCP?', 'What is TCP?'], 30_000));
    expect(summary(events)).toEqual(['asked: What is TCP?', 'asked: What is TCP?']);
  });
});
