import { expect, test } from 'vitest';
import { classifyQuestion } from '../../../engine/wording/question-kind.ts';
import { questionTokens } from '../../../engine/wording/question-tokens.ts';

/** "kind: one part | the other". */
function kindOf(question: string): string {
  const { kind, parts } = classifyQuestion(questionTokens(question));
  return `${kind}: ${parts.map((part) => part.join(' ')).join(' | ')}`;
}

test('politeness around a question is not part of it, however much there is', () => {
  expect(kindOf('Do you know what Redis is?')).toBe('define: redis');
  expect(kindOf('Okay, so, could you tell me what Redis is, please, in your opinion?')).toBe('define: redis');
});

test('two that are compared are two parts', () => {
  expect(kindOf('What’s the difference between TCP and UDP?')).toBe('differ: tcp | udp');
});

test('a gerund and a participle become the verb in front', () => {
  expect(kindOf('What is the best way of reversing a list?')).toBe('how-to: reverse list');
  expect(kindOf('How was the list reversed?')).toBe('how-to-past: reverse list');
});

test('a verb that only says that something is done is left out, unless it stands alone', () => {
  expect(kindOf('How do you perform a migration?')).toBe('how-to: migration');
  expect(kindOf('How do you perform?')).toBe('how-to: perform');
});

test('who does it makes a kind of its own: me, us, people', () => {
  expect(kindOf('How do you deploy?')).toBe('how-to: deploy');
  expect(kindOf('How do I deploy?')).toBe('how-to i: deploy');
  expect(kindOf('How do people deploy?')).toBe('how-to people: deploy');
  expect(kindOf('Can we export?')).toBe('can? we: export');
});

test('a condition keeps its place behind what it is asked of', () => {
  expect(kindOf('If the server fails, what do you do?')).toBe('react: server fail');
  expect(kindOf('What happens to orders if the payment fails?')).toBe('happen: order if payment fails');
});

test('past, ability and duty tell questions apart that fit no frame', () => {
  expect(kindOf('Why did you leave?')).toBe('why-past: you leave');
  expect(kindOf('When can you start?')).toBe('when can: can you start');
  expect(kindOf('Where would you start?')).toBe('where would: would you start');
  expect(kindOf('How many people worked there?')).toBe('how many past: people worked there');
});

test('"will" is no difference where a time is asked for', () => {
  expect(kindOf('When will you start?')).toMatch(/^when: /);
  expect(kindOf('Where will you start?')).toMatch(/^where will: /);
});

test('a yes-or-no question is known by its first word, a statement by none', () => {
  expect(kindOf('Have you used it?')).toBe('have?: you used it');
  expect(kindOf('My name is Kim')).toBe('say: my name is kim');
  expect(kindOf('')).toBe('say: ');
});
