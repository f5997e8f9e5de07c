import { expect, test } from 'vitest';
import { createOwnFactGuard, isHonestLine } from '../../../engine/answer/own-fact-guard.ts';
import { WORDINGS } from '../../../engine/answer/prompt/prompt-examples.ts';

function judge(question: string, notes: string, bullets: readonly string[], isOver = true) {
  return createOwnFactGuard(question, `My notes:\n${notes}\n\nQuestion: ${question}`, 'en')(bullets, isOver);
}

test('general knowledge is not judged', () => {
  const bullets = ['At 100 degrees at sea level', 'I measured 95 at 1,500 metres'];
  expect(judge('At what temperature does water boil?', '', bullets)).toEqual(bullets);
});

test('gaps that answer nothing are taken off where general knowledge answers, also while they come', () => {
  const question = 'How can I tell whether an email is a phishing attempt?';
  expect(judge(question, '', ['Check the sender: [email address]', 'Index with list[i]', '[name]'])).toEqual([
    'Check the sender',
    'Index with list[i]',
    '[name]',
  ]);
  expect(judge(question, '', ['Check the sender: [email'], false)).toEqual(['Check the sender']);
  expect(judge(question, '', ['Update the driver: [driver_name]'])).toEqual(['Update the driver']);
});

test.each([
  ['Do you support single sign-on?', 'Yes, with SAML and OIDC'],
  ['Does your product run on Linux?', 'It runs on all systems'],
  ['Is our data encrypted?', 'The service encrypts data at rest'],
  ['Which of our competitors work with you?', 'Many of them already work with us'],
  ['Who maintains your API?', 'Our platform team maintains it'],
  ['When will it be released?', 'We moved the release to spring'],
])('%s: "%s" is dropped unless the notes say so', (question, claim) => {
  const advice = 'Offer to check with our team';
  expect(judge(question, '', [claim, advice])).toEqual([advice]);
  expect(judge(question, `${claim}.`, [claim, advice])).toEqual([claim, advice]);
  expect(judge(question, '', [claim.split(' ').slice(0, 2).join(' ')], false)).toEqual([]);
});

test.each([
  ['How much does it cost?', 'It costs $49 per user per month', 'It costs [price] per user per month'],
  ['How much does it cost?', 'We have $50,000 in our budget', 'We have [price] in our budget'],
  ['How much does it cost?', 'From two hundred to 300 euros a year', 'From [price] a year'],
  ['How much does it cost?', 'It costs ２０ euros', 'It costs [price]'],
  ['How much does it cost?', 'It costs ٢٠ euros', 'It costs [price]'],
  ['When will it be released?', 'It comes by Christmas', 'It comes by [date]'],
  ['When will it be released?', 'It is planned for H2', 'It is planned for [date]'],
  ['When will it be released?', 'It comes at the end of the year', 'It comes at the [date]'],
  ['When will it be released?', 'It is out in a fortnight', 'It is out in [date]'],
  ['When can you start?', 'I can start on 1 April 2026', 'I can start on [date]'],
  ['When can you start?', 'May I start on Monday, 3 May', 'May I start on [date]'],
  ['How long does the integration take?', 'It takes about 6 weeks', 'It takes about [figure] weeks'],
  ['How long does it take?', 'Some two to three days', 'Some [figure] days'],
  ['When did it start?', 'It started in 2023', 'It started in [date]'],
  ['When is it due?', 'It is due on the 14th', 'It is due on the [date]'],
  ['When will it be ready?', 'It will be ready next week', 'It will be ready [date]'],
  ['Where do you keep our data?', 'In S3, with p95 reads in 20 ms', 'In S3, with p95 reads in [figure] ms'],
  ['What is your phone number?', 'Call 0800 555 0142 now', 'Call [figure] now'],
  ['What is your email address?', 'Write to help@example.com please', 'Write to [figure] please'],
])('%s: "%s" becomes "%s"', (question, bullet, shown) => {
  expect(judge(question, '', [bullet])).toEqual([shown]);
});

test('a figure is known in the digits of any script', () => {
  const notes = 'It costs 20 euros, or ४५ with support, at the end of the year.';
  const bullets = [
    'It costs ２０ euros',
    'It costs ٢٠ euros',
    'With support 45 euros',
    'Due at the end of the year',
  ];
  expect(judge('How much does it cost?', notes, bullets)).toEqual(bullets);
});

test('a figure of the notes, the call or the question stays, however it is written', () => {
  expect(
    judge('How much is it for 250 users?', 'Price: 1,250 euros a year for five seats.', [
      'It is 1250 euros for 5 seats',
      'For 250 users it is 9,000 euros',
    ]),
  ).toEqual(['It is 1250 euros for 5 seats', 'For 250 users it is [price]']);
});

test('an experience that nobody mentioned is dropped, one from the notes stays', () => {
  const bullets = [
    'Yes, I led a team at Google',
    'Led a support team at Nordwind',
    'Name your own part in it',
  ];
  expect(judge('Have you led a team before?', '', bullets)).toEqual(['Name your own part in it']);
  expect(judge('Have you led a team before?', 'I led the support team at Nordwind.', bullets)).toEqual([
    'Led a support team at Nordwind',
    'Name your own part in it',
  ]);
});

test('common words and the hint of the prompt support no experience', () => {
  const question = 'Have you led a team before?';
  const given = `${WORDINGS.en.ownFactHints.experience}\nQuestion: ${question}`;
  const claims = ['I led a team with such gaps', 'I have led what you tell', 'My team has 5 parts'];
  const advice = 'Name your own part in it';
  expect(createOwnFactGuard(question, given, 'en')([...claims, advice], true)).toEqual([advice]);
  const notes = 'They would have been there with us from the start';
  expect(judge(question, notes, ['I have been there with them', advice])).toEqual([advice]);
});

test('the topic and one word in common support no experience, and a bare answer is a claim', () => {
  const leaving = 'Why did you leave your last job?';
  const notes = 'Topic: A job interview';
  const claim = 'I left because I was not interested in it';
  const advice = 'Name what you look for next';
  expect(judge(leaving, notes, [claim, advice])).toEqual([advice]);
  expect(judge(leaving, 'I was interested in work with people.', [claim, advice])).toEqual([advice]);
  const languages = 'Which languages do you speak?';
  expect(judge(languages, notes, ['English', 'Spanish', advice])).toEqual([advice]);
  expect(judge(languages, 'I speak Spanish at home.', ['English', 'Spanish'])).toEqual(['Spanish']);
});

test('when nothing is left the answer says honestly that the notes hold nothing', () => {
  const shown = judge('Have you led a team before?', '', ['Yes', 'I led a team of 12']) ?? [];
  expect(shown.length).toBe(1);
  expect(isHonestLine(shown[0] ?? '')).toBe(true);
  expect(shown[0]?.split(' ').length).toBeLessThanOrEqual(14);
});

test('an experience is not shown while it grows, and nothing honest is said too early', () => {
  expect(judge('Have you led a team before?', '', ['Led a'], false)).toEqual([]);
  expect(judge('Have you led a team before?', '', [], false)).toEqual([]);
});

test('a gap with no more than a word beside it is not a talking point', () => {
  expect(
    judge('How many years have you used it?', '', [
      '5 years',
      '[some tech company]',
      'Name a project: [figure]',
    ]),
  ).toEqual(['Name a project: [figure]']);
});

test('what the example turns say of their user is not said of this one', () => {
  const bullets = ['Support and updates are included', 'Name the price per user: [price]'];
  expect(
    judge('When will it be ready?', '', ['A ready product is live in weeks, with far less risk']),
  ).toEqual(['Not in your notes: name the time yourself, or promise to check it']);
  expect(judge('How much does it cost?', '', bullets)).toEqual(['Name the price per user: [price]']);
  expect(judge('How much does it cost?', 'Updates and support are included.', bullets)).toEqual(bullets);
});

test('bullets that differ by an invented figure alone are one', () => {
  expect(judge('How much does it cost?', '', ['We charge 10 euros', 'We charge 12 euros'])).toEqual([
    'We charge [price]',
  ]);
});

test.each([
  ['de', 'Was kostet das?', 'Es kostet 49 € im Monat', 'Es kostet [Preis] im Monat'],
  ['es', '¿Cuándo puede empezar?', 'Puedo empezar el lunes 3 de mayo', 'Puedo empezar el [fecha]'],
])('gaps are in the language of the call (%s)', (language, question, bullet, shown) => {
  expect(createOwnFactGuard(question, '', language)?.([bullet], true)).toEqual([shown]);
});
