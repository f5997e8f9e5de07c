import { expect, test } from 'vitest';
import { leanOf } from '../../../engine/wording/question-lean.ts';
import { askTwice } from './ask-twice.ts';

const DIFFERENT: readonly (readonly [string, string])[] = [
  ['What is 10 - 5?', 'What is 10 + 5?'],
  ['What is 5 * 3?', 'What is 5 / 3?'],
  ['What is 5 * 3?', 'What is 5 3?'],
  ['What does +1 mean?', 'What does -1 mean?'],
  ['What does a < b mean?', 'What does a > b mean?'],
  ['What is 10/2?', 'What is 102?'],
  ['What is 10 / 2?', 'What is 102?'],
  ['What is 2^3?', 'What is 23?'],
  ['What is 1,5 as a fraction?', 'What is 15 as a fraction?'],
  ['What is new in Python 3.10?', 'What is new in Python 3.1?'],
  ['What is version 2.20?', 'What is version 2.2?'],
  ['What is version 1.1?', 'What is version 1.10?'],
  ['What is (-5)?', 'What is 5?'],
  ['What does x=-1 mean?', 'What does x=1 mean?'],
  ['What is 5!?', 'What is 5?'],
  ['What is i-- in Java?', 'What is i in Java?'],
  ['What is 2²?', 'What is 22?'],
  ['What is 2*(3+4)?', 'What is (2*3)+4?'],
  ['What is .5?', 'What is 5?'],
  ['Will prices rise?', 'Would prices rise?'],
  ['What is 24/7 support?', 'What is 247 support?'],
  ['What is 9/11?', 'What is 911?'],

  ['How do you make money?', 'How do I make money?'],
  ['How do you use our data?', 'How do I use our data?'],
  ['How do you delete customer data?', 'How do I delete customer data?'],
  ['How do I delete customer data?', 'How do we delete customer data?'],
  ['How can you reduce costs?', 'How can we reduce costs?'],
  ['Can I access my data?', 'Can anyone access my data?'],
  ['Do I need to sign a contract?', 'Do we need to sign a contract?'],
  ['Why do I need a contract?', 'Why do people need a contract?'],

  ['What does your company do?', 'What is the advantage of your company?'],
  ['What does the CTO do?', 'What is the advantage of the CTO?'],
  ['Who owns the billing service?', 'Who is responsible for the billing service?'],
  ['Do you have investors?', 'Do you offer investors?'],
  ['Do you have a lawyer?', 'Do you provide a lawyer?'],
  ['Do you have insurance?', 'Do you offer insurance?'],
  ['How long is an API key?', 'How long does an API key last?'],
  ['How much does downtime cost?', 'How much do you charge for downtime?'],
  ['Why would the price rise?', 'Why should the price rise?'],
  ['Why would the price rise?', 'Why might the price rise?'],

  ['What is a gill?', 'What is the GIL?'],
  ['What are cores?', 'What is CORS?'],
  ['Who is Jason?', 'Who is JSON?'],
  ["What is Jason's role?", 'What is the JSON role?'],
  ['What is a link list?', 'What is a linked list?'],
  ['How many cores do we have?', 'How many CORS do we have?'],
  ['What is a squeal?', 'What is SQL?'],
  ['What is database charting?', 'What is database sharding?'],
  ['What is the difference between let and far?', 'What is the difference between let and var?'],
];

test.each(DIFFERENT)('the answer to "%s" is not given to "%s", nor the other way', async (first, second) => {
  expect(await askTwice(first, second)).toEqual({ isKept: true, isServed: false });
  expect(await askTwice(second, first)).toEqual({ isKept: true, isServed: false });
});

test.each([
  ['What is new in Python 3.10?', 'what is new in python three point ten'],
  ['How do you reverse a list?', 'How to reverse a list?'],
  ['How much does the starter plan cost?', 'What is the price of the starter plan?'],
  ['What is Kubernetes?', 'what is cooper netties'],
  ['How does BGP work?', 'how does bee gee pee work'],
])('the answer to "%s" is given to "%s"', async (first, second) => {
  expect(await askTwice(first, second)).toEqual({ isKept: true, isServed: true });
});

test.each([
  'How much did the customer offer?',
  "What's the price?",
  'Which database?',
  'Does the same apply to Postgres?',
  'When is the deadline?',
  'What is the plan?',
  'What changed?',
  'What happened yesterday?',
  'Who joined?',
  'Whose idea was the migration?',
  'Can you elaborate on the migration?',
  'Can you say more about Redis?',
  'Do you agree with Anna?',
  'What is the opposite?',
  "What's today's date?",
  'What is the current status?',
  'What is the goal?',
  'How big is the team?',
  'Which customer?',
  'What did we earn last quarter?',
  'What happens tomorrow?',
])('"%s" asks about the call, so its answer is served in no other', (text) => {
  expect(leanOf(text)).toBe('call');
});

test.each([
  'What is the internet?',
  'What is the event loop?',
  'What is the CAP theorem?',
  'What is the price of a pod?',
  'What is the team plan?',
  'What is the status of a 404 response?',
  'What is the same origin policy?',
  'What was your revenue growth last quarter?',
  'What is a contract?',
  'When is the deadline for filing taxes?',
])('"%s" stands by itself', (text) => {
  expect(leanOf(text)).toBe('nothing');
});
