import { expect, test } from 'vitest';
import type { ChatModel } from '../../../engine/answer/servers/base/chat-model.ts';
import { askedText, createAnswerRig, spokenAnswer, type AnswerRig } from './answer-rig.ts';
import { hearLine } from './hear-line.ts';

/** What the model reads before a question is asked. */

const answering = (): Promise<AnswerRig> => createAnswerRig((request) => spokenAnswer(askedText(request)));

/** Purpose and last line of each request. */
const requests = (rig: AnswerRig): readonly unknown[] =>
  rig.model.calls.map(({ request: { purpose, messages } }) => [
    purpose,
    messages.at(-1)?.content.trim().split('\n').at(-1),
  ]);

test('a question is read while it is spoken, without the mark that closes it for now', async () => {
  const rig = await answering();
  rig.form('What does it cost.');
  await rig.clock.advance(200);
  rig.form('What does it cost to run it?');
  await rig.clock.advance(200);
  rig.ask('What does it cost to run it at night?');
  await rig.clock.advance(1_000);
  expect(requests(rig).slice(0, 3)).toEqual([
    ['prefill', 'Question: What does it cost'],
    ['prefill', 'Question: What does it cost to run it'],
    ['foreground', 'Question: What does it cost to run it at night?'],
  ]);
  expect(rig.events.filter(({ type }) => type === 'answer-started')).toHaveLength(1);
  await rig.close();
});

test('what was said while the model read is read next, and then the question that forms', async () => {
  const rig = await answering();
  hearLine(rig.history, 'Hello.', 'a');
  rig.control.prefill();
  hearLine(rig.history, 'We use React.', 'b');
  rig.form('What is a');
  await rig.clock.advance(1_000);
  expect(requests(rig)).toEqual([
    ['prefill', 'Them: Hello.'],
    ['prefill', 'Question: What is a'],
  ]);
  await rig.close();
});

test('a question that forms while an answer is written is read after it', async () => {
  const rig = await answering();
  rig.ask('What is TCP?');
  await rig.clock.advance(50);
  rig.form('And what is');
  await rig.clock.advance(2_000);
  expect(requests(rig).slice(1)).toEqual([['prefill', 'Question: And what is']]);
  await rig.close();
});

test('after an answer, what was said meanwhile is read for the next one', async () => {
  const rig = await answering();
  rig.ask('What is TCP?');
  await rig.clock.advance(50);
  hearLine(rig.history, 'It is a protocol.', 'me');
  await rig.clock.advance(2_000);
  expect(requests(rig).slice(1)).toEqual([['prefill', 'Them: It is a protocol.']]);
  await rig.close();
});

test.each([
  ['remote', 0],
  ['local-network', 1],
] as const)(
  'a %s model is sent no question before it is asked, and reads the call %i times',
  async (location, count) => {
    const rig = await answering();
    rig.chatModel = new Proxy<ChatModel>(rig.model, {
      get: (model, key) => (key === 'location' ? location : Reflect.get(model, key)),
    });
    hearLine(rig.history, 'Hello.', 'a');
    rig.control.prefill();
    await rig.clock.advance(1_000);
    rig.form('What does it cost');
    await rig.clock.advance(1_000);
    expect(requests(rig)).toEqual(Array.from({ length: count }, () => ['prefill', 'Them: Hello.']));
    await rig.close();
  },
);

test('the first bullet of the answer that is asked for is awaited until it is there', async () => {
  const rig = await answering();
  expect(rig.control.firstBullet()).toBeUndefined();
  rig.ask('What is TCP?');
  await rig.clock.advance(10);
  let isThere = false;
  void rig.control.firstBullet()?.then(() => (isThere = true));
  expect(isThere).toBe(false);
  await rig.clock.advance(1_000);
  expect(isThere).toBe(true);
  expect(rig.control.firstBullet()).toBeUndefined();
  await rig.close();
});
