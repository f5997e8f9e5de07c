import { expect, test } from 'vitest';
import { ownFactAskedBy } from '../../../engine/wording/own-facts.ts';
import { readAnswerQuestions } from './read-answer-questions.ts';

test('questions about the user’s own prices, dates and experience are distinguished from general ones', () => {
  const missed = readAnswerQuestions('own-facts.json').filter(({ text }) => !ownFactAskedBy(text));
  expect(missed).toEqual([]);
  const taken = readAnswerQuestions('questions.json').filter(({ text }) => ownFactAskedBy(text));
  expect(taken.length).toBeLessThanOrEqual(6);
});

test.each([
  ['Okay, so could you tell me how much the repair would be?', 'price'],
  ['By when do you need an answer?', 'date'],
  ['So you have used Kafka before?', 'experience'],
  ['Where do you see yourself in five years?', 'experience'],
  ['How many people work for you?', 'detail'],
  ['Walk me through your resume.', 'experience'],
  ['Why should we hire you?', 'experience'],
  ["What's included in the enterprise tier?", 'detail'],
  ['What was decided in the last meeting?', 'detail'],
  ['Is single sign on included?', 'detail'],
  ['And how much is one of those?', 'price'],
  ['What happens if we cancel halfway through the year?', 'detail'],
  ['How quickly can you onboard us?', 'date'],
  ['Is Tuesday still okay for the launch?', 'date'],
  ['Was kostet das pro Monat?', 'price'],
  ['Wann können Sie anfangen?', 'date'],
  ['Haben Sie schon ein Team geleitet?', 'experience'],
  ['¿Cuánto cuesta el plan básico?', 'price'],
  ['¿Cuándo puede empezar?', 'date'],
  ['How do you handle tight deadlines?', undefined],
  ['What would you check first if a query became slow?', undefined],
  ['When would you not use a cache?', undefined],
  ['Why is HTTPS safer than HTTP?', undefined],
  ['What are the risks of moving to the cloud?', undefined],
  ['What is the capital of Australia?', undefined],
  ['What is total cost of ownership?', undefined],
  ['How long does a DNS change take to propagate?', undefined],
  ['How many bits are in a byte?', undefined],
  ['My screen is flickering, what can I do?', undefined],
  ['Is it better to use tabs or spaces?', undefined],
  ['Can you explain how usage based pricing works?', undefined],
  ['Wie funktioniert ein Index?', undefined],
])('%s asks for %s', (question, fact) => {
  expect(ownFactAskedBy(question)).toBe(fact);
});

test('the question is found at the end of minutes of speech without a mark', () => {
  const speech = 'we looked at the cache and then at the index '.repeat(60);
  expect(ownFactAskedBy(speech)).toBeUndefined();
  expect(ownFactAskedBy(`${speech}so how much would you charge for that`)).toBe('price');
});
