import { expect, test } from 'vitest';
import { isInvented } from '../../../scripts/eval/invented-facts.ts';

const GIVEN =
  'Notes: I led the billing team and we cut costs by twenty percent. Price is 1,500 euros.\nQuestion: What do you cost?';

test.each([
  'It costs 1500 euros.',
  'It costs 1,500 euros.',
  'Costs fell by 20 %.',
  'I led the billing team.',
  'Ask about [your budget in 2027].',
  'Say what matters to you.',
])('"%s" is what was said, or no claim', (bullet) => {
  expect(isInvented(bullet, GIVEN)).toBe(false);
});

test.each([
  'It costs 900 euros.',
  'We can start on Monday.',
  'It takes three weeks.',
  'I built a rocket at my last company.',
])('"%s" was never said', (bullet) => {
  expect(isInvented(bullet, GIVEN)).toBe(true);
});

const CALL =
  'Notes: We often sell 1200 seats, twenty-five at 14:30, v2.1 in 3 weeks. On Mondays it steams.\nQuestion: When?';

test.each([
  'We sell 1,200 seats.',
  'About 1.2k seats.',
  'Offer 25 of them, one by one.',
  'Say it at 14:30.',
  'Version 2.1 comes first.',
  'Three weeks.',
  'Name a Monday.',
])('"%s" gives a whole figure or time that was given, in another form', (bullet) => {
  expect(isInvented(bullet, CALL)).toBe(false);
});

test.each([
  'It takes 20 days.',
  'Ten of them.',
  'Twenty seats are left.',
  'It starts at 14.',
  'One hundred seats.',
  'On the 2nd, at noon.',
  'It takes 30 minutes.',
  'Next week.',
  'I led a team there.',
])('"%s" is not given by a longer figure or word that holds it', (bullet) => {
  expect(isInvented(bullet, CALL)).toBe(true);
});

const EXPERIENCE =
  'Notes: I led the billing team of Halden and moved it to Kubernetes.\nQuestion: Tell me about a team you led.';

test.each([
  'I led the billing team at Halden.',
  'I led billing teams.',
  'I moved it to Kubernetes.',
  'We moved billing to Kubernetes over time.',
])('"%s" was given', (bullet) => {
  expect(isInvented(bullet, EXPERIENCE)).toBe(false);
});

test.each([
  'I led the marketing team.',
  'I led a team that shipped a mobile app for nurses.',
  'We moved our warehouse to Portugal.',
  'I built rockets for the billing department of a bank in Zurich.',
  'I ran it.',
])('"%s" was not given, whatever word it shares with what was', (bullet) => {
  expect(isInvented(bullet, EXPERIENCE)).toBe(true);
});
