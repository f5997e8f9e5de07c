import { expect, test } from 'vitest';
import type { OutsideQuestion } from '../../../engine/protocol/outside-question.ts';
import { createOutsideQuestions } from '../../../engine/shell/ask-outside.ts';

const RUN: OutsideQuestion = { kind: 'run-program', subject: '"/bin/true"' };
const READ: OutsideQuestion = { kind: 'read-models', subject: '["a"]' };

test('each question gets its own answer, in whichever order they come', async () => {
  const sent: unknown[] = [];
  const questions = createOutsideQuestions((question) => sent.push(question));
  const answers = [questions.confirm(RUN), questions.confirm(READ)];
  expect(sent).toEqual([
    { type: 'confirm', confirmIndex: 0, question: RUN },
    { type: 'confirm', confirmIndex: 1, question: READ },
  ]);
  questions.handle({ confirmIndex: 1, isAllowed: true });
  questions.handle({ confirmIndex: 0, isAllowed: false });
  expect(await Promise.all(answers)).toEqual([false, true]);
});

test('an answer to nothing, or a second one, changes nothing', async () => {
  const questions = createOutsideQuestions(() => undefined);
  questions.handle({ confirmIndex: 0, isAllowed: true });
  const answer = questions.confirm(RUN);
  questions.handle({ confirmIndex: 5, isAllowed: true });
  questions.handle({ confirmIndex: 0, isAllowed: false });
  questions.handle({ confirmIndex: 0, isAllowed: true });
  expect(await answer).toBe(false);
});
