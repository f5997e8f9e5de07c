import { expect, test } from 'vitest';
import { DEFAULT_CACHE_LIMITS, openAnswerCache } from '../../../engine/answer/answer-cache.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { isSelfContained, questionForm } from '../../../engine/wording/same-question.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SPACE = { modelId: 'ollama:a', templateHash: 't', contextHash: 'c', language: 'en' };
const DAY_MS = 86_400_000;

/** Whether the answer to one is given to the other, whichever was asked first. */
async function meet(first: string, second: string): Promise<boolean> {
  const isServed = await Promise.all([answers(first, second), answers(second, first)]);
  expect(isServed[0]).toBe(isServed[1]);
  return isServed[0];
}

async function answers(first: string, second: string): Promise<boolean> {
  const cache = await openAnswerCache({
    path: undefined,
    limits: DEFAULT_CACHE_LIMITS,
    clock: new ManualClock(),
    log: silentLogger,
  });
  cache.put(SPACE, { text: first }, { bullets: ['one'], model: 'a' });
  return cache.has(SPACE, { text: second }, DAY_MS);
}

test.each([
  ['What is TCP?', "so um what's t c p exactly"],
  ['What is TCP?', 'mhm eh what is t c p huh'],
  ['What is TCP?', 'Could you please explain to me what TCP is?'],
  ["What's the difference between a 401 and a 403?", 'how do four oh one and four oh three differ'],
  ['What was your revenue in 2019?', 'what was your revenue in twenty nineteen'],
  ['What is new in Python 3.8?', 'what is new in python three point eight'],
  ['How would you scale an app to 1,000,000 users?', 'how would you scale an app to one million users'],
  ['What is Kubernetes?', 'what is cooper netties'],
  ['What is an API?', 'what is an a p i'],
  ['What is a URL?', 'what is a u r l'],
  ['How do you normalise a table?', 'How would you normalize tables?'],
  ['Compare inner joins and left joins.', 'What is the difference between a left join and an inner join?'],
  ['What is a closure in JavaScript?', 'Can you explain JS closures?'],
  ['When would you use GraphQL?', 'okay and when would you use graph q l'],
  ["When wouldn't you use microservices?", 'when would you not use micro services'],
  ["Why don't you use Redux?", 'why dont you use redux'],
  ['What is the CAP theorem?', 'What does the CAP theorem say?'],
  ['How does BGP work?', 'how does bee gp work'],
  ['How does BGP work?', 'how does bee gee pee work'],
  ['What is CI CD?', 'what is sea eye see dee'],
  ['What is a CVE?', 'what is a see vee ee'],
  ['What is OSPF?', 'what is oh ess pee eff'],
  ['What is Greenplum?', 'what is green plum'],
  ['What does WGS stand for?', 'what does double you gee ess stand for'],
  ['What is the signaling behavior?', 'what is the signalling behaviour'],
  ['What is the purpose of an Android app?', 'what is the purpose of an an droid app'],
  ['When does the contract expire?', 'when does the contract expires'],
  ['What is an FPGA used for?', 'What purpose does an FPGA serve?'],
  ['What is overclocking?', 'What does the term overclocking refer to?'],
  ["What is a plant's capacity factor?", 'What is the capacity factor of a plant?'],
])('"%s" is the same question as "%s"', async (first, second) => {
  expect(await meet(first, second)).toBe(true);
});

test.each([
  ['How many mm are in an inch?', 'How many are in an inch?'],
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
  ['What is vishing?', 'What is smishing?'],
  ['What is phishing?', 'What is vishing?'],
  ['What is a data sync?', 'What is a data sink?'],
  ['What is the contract term?', 'What are the contract terms?'],
  ['What is your payment term?', 'What are your payment terms?'],
  ['What is the invoice number?', 'What is the number of invoices?'],
  ['How many users can we have?', 'How many users do we have?'],
  ['What is continuous delivery?', 'What is continuous deployment?'],
  ['What is Sass?', 'What is SaaS?'],
  ['What is a data bus?', 'What is a database?'],
  ['What is hypertension?', 'What is hypotension?'],
  ['What is a trie?', 'What is a tree?'],
  ['What is the calling party?', 'What is the called party?'],
  ['What is data storage?', 'What is a data store?'],
  ['How do you authenticate a client?', 'How do you authenticate a customer?'],
  ['What is the principal?', 'What is the principle?'],
  ['What is cash management?', 'What is cache management?'],
  ['How do you manage cash?', 'How do you manage a cache?'],
  ['What is interstate commerce?', 'What is intrastate commerce?'],
  ['What is a managed partner?', 'What is a managing partner?'],
  ['What is the order of the tests?', 'What is the test order?'],
  ['What is a list of sets?', 'What is a set of lists?'],
  ['What is the rate limit?', 'What is the limit rate?'],
  ['What is prescribing?', 'What is proscribing?'],
  ['What is adsorption?', 'What is absorption?'],
  ['What is Perl?', 'What is a pearl?'],
  ['What is a router?', 'What is a rooter?'],
  ['What is Scheme?', 'What is a schema?'],
  ['What is a hiring manager?', 'What is a hired manager?'],
  ['What are the first quarter numbers?', 'What are the fourth quarter numbers?'],
  ["What is the plan's price?", 'What is the price plan?'],
  ['Who can access the data?', 'Who did access the data?'],
  ['Should we migrate?', 'Could we migrate?'],
  ['What is BGP?', 'What is GDP?'],
  ['What is an MRI?', 'What is an MRA?'],
  ['What is a plane?', 'What is a plan?'],
  ['What is SSO?', 'What is SSL?'],
  ['How do you block a user?', 'How do you unblock a user?'],
  ['What is a complement?', 'What is a compliment?'],
  ['How do you handle accounts?', 'How do you handle accounting?'],
  ['What is an override?', 'What is an overhead?'],
  ['What is spanning?', 'What is spinning?'],
  ['What is a void?', 'How do you avoid?'],
  ['How do you handle a mount?', 'How do you handle an amount?'],
  ['What is a local?', 'What is a locale?'],
  ['What is a mixin?', 'What is mixing?'],
])('"%s" is another question than "%s"', async (first, second) => {
  expect(await meet(first, second)).toBe(false);
});

test.each([
  ['What is TCP?', undefined, true],
  ['And why is that?', undefined, false],
  ['And why is that?', 'What is TCP?', true],
  ['And why is that?', 'And the second one?', false],
  ['What did you just say?', 'What is TCP?', false],
])('"%s" after %j is self-contained: %j', (text, antecedent, expected) => {
  const form = antecedent === undefined ? undefined : questionForm(antecedent);
  expect(isSelfContained(questionForm(text), form)).toBe(expected);
});

test.each([
  ['', 'say:'],
  ['???', 'say:'],
  ['=', 'say:='],
  ["'s", 'say:'],
  ['  ', 'say:'],
  ['1', 'say:1'],
  ['one', 'say:1'],
  ['\u0000', 'say:'],
  ['数据库是什么？', 'say:数据库是什么'],
  ['x'.repeat(5_000), `say:${'x'.repeat(5_000)}`],
])('%j, odd as it is, has a form', (text, key) => {
  expect(questionForm(text)).toMatchObject({ exactKey: key, sortedKey: key });
});
