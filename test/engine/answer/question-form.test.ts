import { expect, test } from 'vitest';
import { questionForm, type QuestionForm } from '../../../engine/answer/question-form.ts';

function meet(first: QuestionForm, second: QuestionForm): boolean {
  return (
    first.exactKey === second.exactKey ||
    first.sortedKey === second.sortedKey ||
    (first.nearKey !== undefined && first.nearKey === second.nearKey)
  );
}

test.each([
  ['What is TCP?', "so um what's t c p exactly"],
  ['What is TCP?', 'Could you please explain to me what TCP is?'],
  ["What's the difference between a 401 and a 403?", 'how do four oh one and four oh three differ'],
  ['What was your revenue in 2019?', 'what was your revenue in twenty nineteen'],
  ['What is new in Python 3.8?', 'what is new in python three point eight'],
  ['How would you scale it to 1,000,000 users?', 'how would you scale it to one million users'],
  ['What is Kubernetes?', 'what is cooper netties'],
  ['What is an API?', 'what is an a p i'],
  ['What is a URL?', 'what is a u r l'],
  ['How does caching work?', 'how does cashing work'],
  ['How do you normalise a table?', 'How would you normalize tables?'],
  ['Compare inner joins and left joins.', 'What is the difference between a left join and an inner join?'],
  ['What is a closure in JavaScript?', 'Can you explain JS closures?'],
  ['When would you use GraphQL?', 'okay and when would you use graph q l'],
  ["When wouldn't you use microservices?", 'when would you not use micro services'],
  ["Why don't you use Redux?", 'why dont you use redux'],
  ['What is the CAP theorem?', 'What does the CAP theorem say?'],
  ['How do you deploy asynchronous workers?', 'how do you deploy asynchronus workers'],
])('"%s" is the same question as "%s"', (first, second) => {
  expect(meet(questionForm(first), questionForm(second))).toBe(true);
});

test.each([
  ['What is REST?', 'What is Rust?'],
  ['What is a bit?', 'What is a byte?'],
  ['What is HTTP?', 'What is HTTPS?'],
  ['What is a for loop?', 'What is a loop?'],
  ['How do you write a for loop?', 'How do you write a loop?'],
  ['What is on-call?', 'What is a call?'],
  ['How do you handle on call?', 'How do you handle a call?'],
  ['What is just in time compilation?', 'What is time compilation?'],
  ['What is merge sort?', 'What is a merge?'],
  ['What is the impact of A on B?', 'What is the impact of B on A?'],
  ['What is a list of maps?', 'What is a map of lists?'],
  ['Does Java call C?', 'Does C call Java?'],
  [
    'What is the difference between an error and an exception?',
    'What is the difference between a request and an exception?',
  ],
  ['How do you store a graph in a table?', 'How do you store a table in a graph?'],
  ['What is a do while loop?', 'What is a while loop?'],
  ['What is the US market size?', 'What is the market size?'],
  ['How can you help us?', 'How can we help you?'],
  ['Is Redis faster than Postgres?', 'Is Postgres faster than Redis?'],
  ['What is test coverage?', 'What is code coverage?'],
  ['When can you start?', 'When can we start?'],
  ['Why did you use Redis?', 'Why would you use Redis?'],
  [
    'How would you scale a database to a million users?',
    'How would you scale a database to a billion users?',
  ],
  ['What happens before a commit?', 'What happens after a commit?'],
  ['What is your notice period?', 'What is your trial period?'],
  ['What is a strong reference?', 'What is a weak reference?'],
  ['How do you prevent overfitting?', 'How do you detect overfitting?'],
  ['What is horizontal pod autoscaling?', 'What is vertical pod autoscaling?'],
  ['What did you do at your last job?', 'What do you do at your job?'],
  ['What is a mutex?', 'What is a semaphore?'],
  ['What is a Python list?', 'What is a Python tuple?'],
  ['What is production?', 'What is prediction?'],
  ['What is version 2.1?', 'What is version 21?'],
  ['What is 5 percent of 200?', 'What is 200 percent of 5?'],
  ['Who manages you?', 'Who do you manage?'],
  ['What is your revenue?', 'What is our revenue?'],
  ['Is it possible to roll back?', 'Is it impossible to roll back?'],
  ['How does replication work in Postgres?', 'How does replication work in MySQL?'],
  ['What is a pure function?', 'What is an impure function?'],
  ['What is dependency injection?', 'What is SQL injection?'],
  ['What is a hash?', 'What is a hash table?'],
  ['What is the cost of a license?', 'What is the cost without a license?'],
  ['What is encryption at rest?', 'What is encryption in transit?'],
  ['What are the pros of microservices?', 'What are the cons of microservices?'],
  ['What is a Go channel?', 'What is a channel?'],
  ['How long is the contract?', 'How long was the contract?'],
  ['Can you deploy on Fridays?', "Can't you deploy on Fridays?"],
  ['Do you have experience with Go?', 'Do you have no experience with Go?'],
  ['What is the first normal form?', 'What is the second normal form?'],
  ['What is the p95 latency?', 'What is the p99 latency?'],
  ['What is IPv4?', 'What is IPv6?'],
  ['What is base64?', 'What is base32?'],
  ['What does ls do?', 'What does cd do?'],
  ['What is C?', 'What is C++?'],
  ['What is C++?', 'What is C#?'],
  ['What is Java?', 'What is JavaScript?'],
  ['What is account management?', 'What is accounting management?'],
  ['What is inheritance in Java?', 'What is inheritance in C++?'],
])('"%s" is another question than "%s"', (first, second) => {
  expect(meet(questionForm(first), questionForm(second))).toBe(false);
});

test('no text is too odd to have a form', () => {
  for (const text of [
    '',
    '???',
    '=',
    "'s",
    '  ',
    'a',
    'a b c',
    '1',
    'one',
    '\u0000',
    '数据库是什么？',
    'x'.repeat(5_000),
  ]) {
    expect(questionForm(text)).toEqual(questionForm(text));
  }
});
