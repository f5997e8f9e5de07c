import { expect, test } from 'vitest';
import { shapeOf, type Opening, type SentenceShape } from '../../../engine/question/sentence-shape.ts';

test.each<[Opening, readonly string[]]>([
  ['wh-inverted', ['What is TCP?', 'In Java, what is an interface?', 'Which of the plans would you take?']],
  ['wh-bare', ['What?', 'How long until lunch?']],
  ['wh-clause', ['How we got here is a long story.', 'What they wanted was time.']],
  ['relative', ['Which is fine.', 'When you are ready, we begin.', 'Which they never did.']],
  ['exclamation', ['What a day!']],
  ['inverted', ['Can you hear me?', 'Do companies pay for that?', 'Have any of you tried it?']],
  ['directive', ['Tell me about your last project.', 'Explain closures.', 'Give me an example.']],
  ['follow-up', ['Why not?', 'What then?', 'What about the price?']],
  ['plain', ['We use a queue.', 'Do the simple thing.', 'Give me a second.', "Don't worry."]],
  ['empty', ['', 'So, um, okay.']],
])('the opening "%s" is found', (opening, sentences) => {
  expect(sentences.map((text) => [text, shapeOf(text).opening])).toEqual(
    sentences.map((text) => [text, opening]),
  );
});

test('openers stand outside of the core, single words and phrases', () => {
  expect(shapeOf('So, thank you very much, by the way where do you live?')).toMatchObject({
    core: ['where', 'do', 'you', 'live'],
    opening: 'wh-inverted',
  });
});

test.each<[keyof SentenceShape, readonly string[], readonly string[]]>([
  [
    'asksWithin',
    ['We have a date, can you share it?', 'Rose, do you think so?', 'It is late, what is the plan?'],
    ['Can you hear me?', 'So do I, neither can we.', 'We do you a favour.'],
  ],
  [
    'isIndirect',
    ['I was wondering if that works.', 'Maybe you could share a bit.', 'Any thoughts on that?'],
    ['I wonder at times.', 'You could share a cab.'],
  ],
  ['hasTag', ['It is cheap, right?', "You will come tomorrow, won't you?", 'Do we go or not?'], ['Right.']],
  ['offersChoice', ['Is it tea or coffee?'], ['Or coffee.', 'Tea or']],
  [
    'isReported',
    ['He asked what we do.', 'She told me how it works.', 'I wondered whether to go.'],
    ['What did he ask?', 'Tell the team when.'],
  ],
])('%s is said of what has it, and of nothing else', (field, yes, no) => {
  expect(yes.map((text) => [text, shapeOf(text)[field]])).toEqual(yes.map((text) => [text, true]));
  expect(no.map((text) => [text, shapeOf(text)[field]])).toEqual(no.map((text) => [text, false]));
});

test('the mark at the end is kept', () => {
  expect(['Go?', 'Go.', 'Go…', 'Go'].map((text) => shapeOf(text).mark)).toEqual(['?', '.', '…', '']);
});
