import { expect, test } from 'vitest';
import { closingMarkOf, sentencesOf, wordsOf } from '../../../engine/question/words.ts';

test.each([
  'What is TCP?',
  'What is TCP?\u200B',
  'What is TCP?\u200F ',
  'What is TCP?\uFEFF',
  'What is TCP?"',
  'What is TCP?!',
  'What is TCP‽',
  'ما هو بروتوكول TCP؟',
  'ما هو بروتوكول TCP؟\u200F',
  'TCPとは何ですか？」',
  '什么是TCP？',
  'Τι είναι το TCP;',
  'Τι είναι το TCP\u037E',
  'Ի՞նչ է TCP։',
  'TCP ምንድን ነው፧',
  'How so⁇',
  '什麼是TCP﹖',
])('%j asks', (text) => {
  expect(closingMarkOf(text)).toBe('?');
});

test.each([
  ['Use TCP.\u200B', '.'],
  ['यह एक प्रोटोकॉल है।', '.'],
  ['这是一个协议。', '.'],
  ['یہ ایک پروٹوکول ہے۔', '.'],
  ['And then;', '…'],
  ['然后，', '…'],
  ['so', ''],
])('%j ends in %j', (text, mark) => {
  expect(closingMarkOf(text)).toBe(mark);
});

test('sentences of scripts without blanks are told apart', () => {
  expect(sentencesOf('我明白了。什么是TCP？谢谢。')).toEqual(['我明白了。', '什么是TCP？', '谢谢。']);
  expect(sentencesOf('فهمت. ما هو TCP؟ شكرا.')).toEqual(['فهمت.', 'ما هو TCP؟', 'شكرا.']);
});

test('vowel signs do not break words', () => {
  expect(wordsOf('हिन्दी में')).toEqual(['हिन्दी', 'में']);
});
