import { expect, test } from 'vitest';
import { suppressInvented, type JudgedText } from '../../../engine/transcription/suppress-invented.ts';
import type { Recognition } from '../../../engine/transcription/transcriber.ts';

const SECOND_OF_VOICE = { voicedMs: 1_000, vocabulary: '' };
const EMPTY: JudgedText = { text: '', verdict: 'empty' };
const INVENTED: JudgedText = { text: '', verdict: 'invented' };

test('what was said is kept as it is', () => {
  expect(judge('What is TCP?')).toEqual({ text: 'What is TCP?', verdict: 'kept' });
});

test.each(['[BLANK_AUDIO]', '(music)', '*laughs*', '♪', ' [ Silence ] (upbeat music) ♪♪', '...', ''])(
  'the sound mark %j is no text',
  (mark) => {
    expect(judge(mark)).toEqual(EMPTY);
  },
);

test('sound marks go, the words around them stay', () => {
  expect(judge('[MUSIC] Can you hear me? (laughs)')).toEqual({ text: 'Can you hear me?', verdict: 'kept' });
});

test('a caption that models invent needs the voice that saying it takes', () => {
  expect(judge('Thank you for watching!', { voicedMs: 200, vocabulary: '' })).toEqual(INVENTED);
  expect(judge('Thank you.', { voicedMs: 120, vocabulary: '' })).toEqual(INVENTED);
  expect(judge('Thank you.', { voicedMs: 500, vocabulary: '' }).verdict).toBe('kept');
  expect(judge('Thank you for watching!', { voicedMs: 1_200, vocabulary: '' }).verdict).toBe('kept');
});

test('more text than anyone can say in that time is invented', () => {
  const text = 'I think that we should go on with the next point of the agenda now';
  expect(judge(text, { voicedMs: 300, vocabulary: '' })).toEqual(INVENTED);
  expect(judge(text, { voicedMs: 3_500, vocabulary: '' }).verdict).toBe('kept');
});

test('a loop is cut down to its first round', () => {
  const loop = `So I said ${'I do not know, '.repeat(12)}and left.`;
  expect(judge(loop, { voicedMs: 20_000, vocabulary: '' }).text).toBe('So I said I do not know, and left.');
});

test('words that people do repeat stay', () => {
  expect(judge('No, no, no. That is very, very good.', { voicedMs: 2_000, vocabulary: '' }).text).toBe(
    'No, no, no. That is very, very good.',
  );
});

test('the prompt echoed back is not what anyone said; one of its words is', () => {
  const evidence = { voicedMs: 2_000, vocabulary: 'Kubernetes, Grafana, Terraform, Sotto' };
  expect(judge('Kubernetes, Grafana, Terraform, Sotto.', evidence)).toEqual(INVENTED);
  expect(judge('Grafana, Terraform, Sotto', evidence)).toEqual(INVENTED);
  expect(judge('Do you use Grafana?', evidence).verdict).toBe('kept');
  expect(judge('Kubernetes.', evidence).verdict).toBe('kept');
});

test('a recognizer’s own doubts count where it tells them', () => {
  const unsure: Recognition = { text: 'Some words', computeMs: 1, meanLogProbability: -1.4 };
  expect(suppressInvented({ ...unsure, noSpeechProbability: 0.9 }, SECOND_OF_VOICE)).toEqual(INVENTED);
  expect(suppressInvented({ ...unsure, noSpeechProbability: 0.1 }, SECOND_OF_VOICE).verdict).toBe('kept');
  expect(suppressInvented({ ...unsure, meanLogProbability: -0.4 }, SECOND_OF_VOICE).verdict).toBe('kept');
});

function judge(text: string, evidence = SECOND_OF_VOICE): JudgedText {
  return suppressInvented({ text, computeMs: 1 }, evidence);
}
