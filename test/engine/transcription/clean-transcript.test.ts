import { expect, test } from 'vitest';
import { cleanTranscript } from '../../../engine/transcription/clean-transcript.ts';

test.each([
  ['<|en|><|NEUTRAL|><|Speech|><|woitn|>what is tcp', 'what is tcp'],
  ['<|startoftranscript|><|0.00|> What is TCP?<|2.40|><|endoftext|>', 'What is TCP?'],
  ['< | zh | > 你好', '你好'],
  ['What is TCP? <en-US>', 'What is TCP?'],
  ['<en> what is tcp', 'what is tcp'],
  ['[_BEG_] What is TCP?[_TT_150]', 'What is TCP?'],
  ['[00:00:00.000 --> 00:00:02.400]   What is TCP?', 'What is TCP?'],
  ['1\n00:00:00,000 --> 00:00:02,400\nWhat is TCP?', 'What is TCP?'],
  ['<0.00> what is tcp <2.40>', 'what is tcp'],
  ['[0.0s -> 2.4s] What is TCP?', 'What is TCP?'],
  ['<s> what is <unk> tcp </s>', 'what is tcp'],
  ['language English<asr_text>what is tcp', 'what is tcp'],
  ['language: zh <asr_text>你好</asr_text>', '你好'],
  ['yes <speaker_turn> and you <spkchange> no <pause>', 'yes and you no'],
  ['what is tcp [SPEAKER_TURN] it is', 'what is tcp it is'],
  ['<emo:neutral> what is tcp <event_speech>', 'what is tcp'],
  ['▁what▁is▁tcp', 'what is tcp'],
  ['what is t@@ cp', 'what is tcp'],
  ['hello \u001b[31mred\u001b[0m \u001b]0;title\u0007 there', 'hello red there'],
  ['hello \u009b31mred\u202e there\u0008', 'hello red there'],
])('%j is the words %j', (text, words) => {
  expect(cleanTranscript(text)).toBe(words);
});

test.each([
  'Is a < b and b > c?',
  'The list is [1, 2] or (3).',
  'We use <div> in HTML.',
  'Which language English speakers learn?',
  'Set <event> to <language>.',
  'Meet me at 10:30, room [B2].',
  'می‌خواهم آن را بدانم؟',
  '👩‍💻 says hi',
])('%j stays as it is', (text) => {
  expect(cleanTranscript(text)).toBe(text);
});

test.each([
  '[SPEAKER_00]: What is TCP?',
  'SPEAKER_01: What is TCP?',
  '<v Ann>What is TCP?</v>',
  '<c.yellow>What is TCP?</c>',
  '<font color="#fff">What is TCP?</font>',
  '{\\an8}What is {\\i1}TCP?{\\i0}',
  '>> What is TCP?',
  '&gt;&gt; What is TCP?',
  '<laugh> What is TCP?<turn>',
])('the marks of subtitles go: %j', (text) => {
  expect(cleanTranscript(text)).toBe('What is TCP?');
});

test.each(['Shift by a >> b', 'Fill {name} in', 'A speaker: Ann', 'List<String> of <TCP>'])(
  '%j stays',
  (text) => {
    expect(cleanTranscript(text)).toBe(text);
  },
);
