import { expect, test } from 'vitest';
import { TokenDeadlines } from '../../../../../engine/answer/servers/base/token-deadlines.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { openPair, type Outcome } from '../ask-model.ts';
import { eventually } from '../../../../fakes/eventually.ts';
import { settle } from '../../../../fakes/settle.ts';

/** Each deadline to the millisecond: not a moment before, and then at once. */

const line = (content: string): string =>
  JSON.stringify({ model: 'toy', message: { role: 'assistant', content }, done: false });

/** The server of `openPair`, which says `lines` at once and nothing after them. */
async function openSilentPair(clock: ManualClock, lines: readonly string[]) {
  const pair = await openPair({}, { clock });
  return Object.assign(pair, {
    fallSilent: () => {
      pair.fake.pace.tokensPerSecond = 0.001;
      if (lines.length === 0) pair.fake.addFault({ kind: 'hang' });
      else pair.fake.addFault({ kind: 'insert-lines', afterTokenCount: 0, lines });
    },
  });
}

async function expectTimeoutAfter(
  clock: ManualClock,
  asking: Promise<Outcome>,
  dueMs: number,
  message: RegExp,
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  void asking.then((value) => (outcome = value));
  await clock.advance(dueMs - 1);
  // Real bytes and their promises get their chance to be too early.
  await settle();
  expect(outcome).toBeUndefined();
  await clock.advance(1);
  const over = await asking;
  expect(over.error).toMatchObject({
    code: 'model-timeout',
    message: expect.stringMatching(message) as string,
  });
  return over;
}

/** Only the deadline is left, since nothing loads once an answer has begun. */
const answerBegan = (clock: ManualClock): Promise<void> => expect.poll(() => clock.sleeperCount).toBe(1);

async function chatsSeen(pair: Awaited<ReturnType<typeof openPair>>, count: number): Promise<void> {
  const seen = () => pair.fake.requests.filter(({ path }) => path === '/api/chat').length;
  await eventually(() => expect(seen()).toBe(count));
}

test('the first token of a loaded model may take 30 s', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, []);
  await pair.ask();
  pair.fallSilent();
  const asking = pair.ask();
  await chatsSeen(pair, 2);
  await expectTimeoutAfter(clock, asking, 30_000, /did not start to answer/);
});

test('the first token of a model that has yet to be loaded may take 180 s', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, []);
  pair.fallSilent();
  const asking = pair.ask();
  await chatsSeen(pair, 1);
  const { types } = await expectTimeoutAfter(clock, asking, 180_000, /did not start to answer/);
  expect(types).toEqual(['loading']);
});

test('a model that turns out to be unloaded gets 180 s from then on', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, []);
  await pair.ask();
  pair.fake.unload();
  pair.fallSilent();
  const asking = pair.ask();
  await chatsSeen(pair, 2);
  await clock.advance(1_000);
  await eventually(() => expect(pair.deltas).toMatchObject([{ type: 'loading' }]));
  await expectTimeoutAfter(clock, asking, 180_000, /did not start to answer/);
});

test('the gap between two tokens may last 10 s; what came before stays', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, [line('- one')]);
  pair.fallSilent();
  const asking = pair.ask();
  await eventually(() => expect(pair.deltas).toMatchObject([{ type: 'content' }]));
  const { text } = await expectTimeoutAfter(clock, asking, 10_000, /stopped in the middle/);
  expect(text).toBe('- one');
  await eventually(() => expect(pair.fake.activeCount).toBe(0));
});

test('each token starts the gap again, and thinking too', async () => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  await clock.advance(29_999);
  for (const kind of ['thinking', 'content', 'content'] as const) {
    deadlines.note(kind);
    await clock.advance(9_999);
    expect(deadlines.signal.aborted).toBe(false);
  }
  await clock.advance(1);
  expect(deadlines.signal.reason).toMatchObject({ code: 'model-timeout' });
});

test('thinking may last 30 s before the first word', async () => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  await clock.advance(5_000);
  for (let index = 0; index < 4; index += 1) {
    deadlines.note('thinking');
    await clock.advance(7_499);
  }
  await clock.advance(3);
  expect(deadlines.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadlines.signal.reason).toMatchObject({
    code: 'model-timeout',
    message: expect.stringContaining('kept thinking') as string,
  });
});

test('the answer as a whole is up 45 s after its first token', async () => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  await clock.advance(20_000);
  for (let index = 0; index < 9; index += 1) {
    deadlines.note('content');
    await clock.advance(index < 8 ? 5_000 : 4_999);
    expect(deadlines.isUp).toBe(false);
  }
  await clock.advance(1);
  expect(deadlines.isUp).toBe(true);
  expect(deadlines.signal.aborted).toBe(false);
});

test('a closed deadline never fires', async () => {
  const clock = new ManualClock();
  const deadlines = new TokenDeadlines(clock, 30_000);
  deadlines[Symbol.dispose]();
  await clock.advance(1_000_000);
  expect(deadlines.signal.aborted).toBe(false);
  expect(clock.sleeperCount).toBe(0);
});

test('blank words are not a token: an endless stream of them ends when the first token is due', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, ['', line(''), line(' \n'), line('\n\n')]);
  await pair.ask();
  pair.fallSilent();
  const asking = pair.ask();
  await eventually(() => expect(pair.fake.activeCount).toBe(1));
  await answerBegan(clock);
  const { text } = await expectTimeoutAfter(clock, asking, 30_000, /did not start to answer/);
  expect(text).toBe('');
});

test('a model that was cold and then sends blanks only has 30 s from the first of them', async () => {
  const clock = new ManualClock();
  await using pair = await openSilentPair(clock, [line('\n')]);
  pair.fallSilent();
  const asking = pair.ask();
  await eventually(() => expect(pair.fake.activeCount).toBe(1));
  await answerBegan(clock);
  await expectTimeoutAfter(clock, asking, 30_000, /did not start to answer/);
});

test('time without computing counts for no deadline, and the machine is named when it was a third', async () => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  await clock.advance(20_000);
  deadlines.forgive(15_000);
  await clock.advance(24_999);
  expect(deadlines.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadlines.signal.reason).toMatchObject({ code: 'machine-busy' });
});

test.each([
  ['between two tokens', ['content']],
  ['of thinking', ['thinking', 'thinking', 'thinking', 'thinking']],
] as const)('time without computing does not count in the gap %s either', async (_name, kinds) => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  for (const kind of kinds) {
    await clock.advance(9_000);
    deadlines.note(kind);
  }
  deadlines.forgive(1_000);
  await clock.advance(kinds.length === 1 ? 10_999 : 3_999);
  expect([deadlines.signal.aborted, deadlines.isUp]).toEqual([false, false]);
  await clock.advance(1);
  expect(deadlines.signal.reason).toMatchObject({ code: 'model-timeout' });
});

test('an answer that waited for a busy machine is up later by that time', async () => {
  const clock = new ManualClock();
  using deadlines = new TokenDeadlines(clock, 30_000);
  for (let index = 0; index < 10; index += 1) {
    deadlines.note('content');
    await clock.advance(5_000);
    if (index === 0) deadlines.forgive(5_000);
  }
  expect(deadlines.isUp).toBe(true);
  await clock.advance(-1);
  expect(deadlines.isUp).toBe(false);
});
