import { expect, test } from 'vitest';
import { suppressInvented, type JudgedText } from '../../../engine/transcription/suppress-invented.ts';
import type { RecognizedSegment } from '../../../engine/transcription/recognizers/base/transcriber.ts';

const SECOND_OF_VOICE = { voicedMs: 1_000, vocabulary: '' };
const EMPTY: JudgedText = { text: '', verdict: 'empty' };
const INVENTED: JudgedText = { text: '', verdict: 'invented' };

test('what was said is kept as it is', () => {
  expect(judge('What is TCP?')).toEqual({ text: 'What is TCP?', verdict: 'kept' });
});

test.each(['[BLANK_AUDIO]', '(music)', '*laughs*', '♪', ' [ Silence ] (upbeat music) ♪♪', '...', ''])(
  'the sound mark %j is not text',
  (mark) => {
    expect(judge(mark)).toEqual(EMPTY);
  },
);

test('sound marks go, the words around them stay', () => {
  expect(judge('[MUSIC] Can you hear me? (laughs)')).toEqual({ text: 'Can you hear me?', verdict: 'kept' });
  expect(judge('Yes. (speaking in foreign language)')).toEqual({ text: 'Yes.', verdict: 'kept' });
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

test('a loop that there was no time to say is cut down to its first round', () => {
  const loop = `So I said ${'I do not know, '.repeat(6)}and left.`;
  expect(judge(loop, { voicedMs: 2_500, vocabulary: '' }).text).toBe('So I said I do not know, and left.');
  expect(judge(loop, { voicedMs: 9_000, vocabulary: '' }).text).toBe(loop);
});

test.each([
  ['I will call you. I will call you. I will call you.', 'I will call you.'],
  ['What is TCP? What is TCP?', 'What is TCP?'],
  ['Thank you. Thank you. Thank you.', 'Thank you.'],
])('%j and nothing else is a loop, however long the voice', (text, round) => {
  expect(judge(text, { voicedMs: 3_000, vocabulary: '' })).toEqual({ text: round, verdict: 'kept' });
});

test.each([
  'Yes, yes.',
  'Of course, of course.',
  'One one one two',
  '7 7 7',
  'What is TCP? And what is UDP?',
  'No, no, I mean no.',
])('%j is not a loop', (text) => {
  expect(judge(text, { voicedMs: 3_000, vocabulary: '' }).text).toBe(text);
});

test('a loop that no one would say is cut down however long the voice', () => {
  const loop = `So I said ${'I do not know, '.repeat(12)}and left.`;
  expect(judge(loop, { voicedMs: 20_000, vocabulary: '' }).text).toBe('So I said I do not know, and left.');
});

test('twenty times the loops take about twenty times as long, not four hundred', () => {
  const timeOf = (wordCount: number): number => {
    const words = Array.from({ length: wordCount }, (_, index) => `word${Math.floor(index / 4) % 90}`);
    const before = process.threadCpuUsage();
    judge(words.join(' '), { voicedMs: 100, vocabulary: '' });
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  timeOf(250);
  expect(timeOf(5_000) / Math.max(0.5, timeOf(250))).toBeLessThan(150);
});

test('words that people do repeat stay', () => {
  expect(judge('No, no, no. That is very, very good.', { voicedMs: 2_000, vocabulary: '' }).text).toBe(
    'No, no, no. That is very, very good.',
  );
});

test.each([
  ['The code is 0 0 0 0 5', 2_000],
  ['Call 555 555 555 555 now', 2_500],
  ['no, no, no, no', 1_200],
  ['5*3 and 7*2', 2_000],
  ['It is f(x), not a[i].', 1_500],
  ['about 10 (ten) percent', 1_200],
  ['A (static) method, (speaking of which) typed.', 2_500],
  ['It says *very* clearly so.', 1_500],
])('%j is said like that and stays', (text, voicedMs) => {
  expect(judge(text, { voicedMs, vocabulary: '' })).toEqual({ text, verdict: 'kept' });
});

test('numbers that there was no time to say are a loop too', () => {
  expect(judge('0 '.repeat(60), { voicedMs: 5_000, vocabulary: '' }).text).toBe('0');
});

test('brackets that hold the whole text are a mark, whatever they say', () => {
  expect(judge('(wind blowing softly)')).toEqual(EMPTY);
});

test('words of the prompt are an echo when there was no time to say them', () => {
  const vocabulary = 'Kubernetes, Grafana, Terraform, Sotto';
  expect(judge('Kubernetes, Grafana, Terraform, Sotto.', { voicedMs: 500, vocabulary })).toEqual(INVENTED);
  expect(judge('Grafana, Terraform, Sotto', { voicedMs: 400, vocabulary })).toEqual(INVENTED);
  expect(judge('Grafana, Terraform, Sotto', { voicedMs: 2_000, vocabulary }).verdict).toBe('kept');
  expect(judge('Do you use Grafana?', { voicedMs: 2_000, vocabulary }).verdict).toBe('kept');
});

test('the one word of the vocabulary is an answer like any other', () => {
  const evidence = { voicedMs: 3_000, vocabulary: 'Kubernetes' };
  expect(judge('Kubernetes.', evidence)).toEqual({ text: 'Kubernetes.', verdict: 'kept' });
});

test('a long run of the prompt’s words in its order is an echo however long the voice', () => {
  const vocabulary = 'Sotto, Ollama, Grafana, Terraform, Kubernetes, Prometheus, Vault, Consul, Nomad';
  expect(judge(vocabulary, { voicedMs: 9_000, vocabulary })).toEqual(INVENTED);
});

test('a recognizer’s own doubts count where it reports them', () => {
  const text = 'Some words';
  const judgeDoubts = (doubts: Omit<RecognizedSegment, 'text'>): JudgedText =>
    suppressInvented({ text, computeMs: 1, segments: [{ text, ...doubts }] }, SECOND_OF_VOICE);
  const meanLogProbability = -1.4;
  expect(judgeDoubts({ meanLogProbability, noSpeechProbability: 0.9 })).toEqual(INVENTED);
  expect(judgeDoubts({ meanLogProbability })).toEqual(INVENTED);
  expect(judgeDoubts({ meanLogProbability, noSpeechProbability: 0.1 }).verdict).toBe('kept');
  expect(judgeDoubts({ meanLogProbability: -0.4, noSpeechProbability: 0.9 }).verdict).toBe('kept');
  expect(judgeDoubts({ meanLogProbability: -0.4, compressionRatio: 2.6 })).toEqual(INVENTED);
});

function judge(text: string, evidence = SECOND_OF_VOICE): JudgedText {
  return suppressInvented({ text, computeMs: 1 }, evidence);
}
