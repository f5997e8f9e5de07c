import { expect, test } from 'vitest';
import type { AnswerEvent } from '../../../engine/answer/answer-event.ts';
import { createOutbox } from '../../../engine/answer/answer-outbox.ts';

const extended = (turnId: string, ...bullets: readonly string[]): AnswerEvent =>
  ({ type: 'answer-extended', turnId, bullets }) as unknown as AnswerEvent;
const started = (turnId: string): AnswerEvent =>
  ({ type: 'answer-started', turnId }) as unknown as AnswerEvent;

async function drain(outbox: AsyncIterable<AnswerEvent>): Promise<readonly AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  for await (const event of outbox) events.push(event);
  return events;
}

test('bullets that were not fetched in time are replaced by newer ones of the same turn', async () => {
  const outbox = createOutbox();
  const [one, two, other] = [extended('a', 'x'), extended('a', 'x', 'y'), extended('b', 'z')];
  for (const event of [started('a'), one, two, other, started('c')]) outbox.push(event);
  outbox.end();
  expect(await drain(outbox)).toEqual([started('a'), two, other, started('c')]);
});

test('a reader that waits gets what comes, in order, and then the end', async () => {
  const outbox = createOutbox();
  const read = drain(outbox);
  await Promise.resolve();
  outbox.push(started('a'));
  await new Promise((resolve) => setImmediate(resolve));
  outbox.push(extended('a', 'x'));
  outbox.end();
  expect(await read).toEqual([started('a'), extended('a', 'x')]);
});

test('a failure is thrown after what came before it', async () => {
  const outbox = createOutbox();
  outbox.push(started('a'));
  outbox.end(new Error('the model is gone'));
  outbox.end();
  const events: AnswerEvent[] = [];
  const read = async (): Promise<void> => {
    for await (const event of outbox) events.push(event);
  };
  await expect(read()).rejects.toThrow('the model is gone');
  expect(events).toEqual([started('a')]);
});
