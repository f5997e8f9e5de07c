import { expect, test } from 'vitest';
import { asksUser } from '../../../engine/wording/asks-user.ts';
import { readAnswerQuestions } from './read-answer-questions.ts';

test('of general questions few are taken for ones that only the user can answer, of the others few are missed', () => {
  const general = readAnswerQuestions('questions.json');
  const own = readAnswerQuestions('own-facts.json');
  expect(general.filter(({ text }) => asksUser(text)).length / general.length).toBeLessThanOrEqual(0.05);
  expect(own.filter(({ text }) => !asksUser(text)).length / own.length).toBeLessThanOrEqual(0.05);
});

test.each([
  ['What do you think about remote work?', true],
  ['What’s your take on microservices?', true],
  ['Would you recommend Kafka for a small team?', true],
  ['Have you ever led a team through a reorganisation?', true],
  ['In your experience, what goes wrong first?', true],
  ['How many people report to you?', true],
  ['Was halten Sie von agilen Methoden?', true],
  ['¿Qué opina del teletrabajo?', true],
  ['Que pensez-vous du télétravail ?', true],
  ['O que você acha do trabalho remoto?', true],
  ['リモートワークについてどう思いますか。', true],
  ['What is the difference between TCP and UDP?', false],
  ['How does a hash map work?', false],
  ['Why do companies use message queues?', false],
  ['What happens when a node fails?', false],
  ['Was ist der Unterschied zwischen TCP und UDP?', false],
  ['¿Qué es una base de datos?', false],
  ['Qu’est-ce qu’un index ?', false],
])('%s asks the user: %s', (question, isAsked) => {
  expect(asksUser(question)).toBe(isAsked);
});
