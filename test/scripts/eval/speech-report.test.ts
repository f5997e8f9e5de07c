import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { LabelledAudio } from '../../../scripts/eval/audio-manifest.ts';
import type { ReplayedFile } from '../../../scripts/eval/replay-speech.ts';
import {
  hearSilence,
  printSpeech,
  reportSpeech,
  type HeardAudio,
  type SpeechReport,
} from '../../../scripts/eval/speech-report.ts';

function completed(text: string, startMs: number, endMs: number, turnId = `${startMs}`): TranscriptEvent {
  const times = { startMs, endMs, endedAtMs: endMs + 400, completedAtMs: endMs + 600 };
  return {
    type: 'transcript-completed',
    transcript: { turnId, channel: 'them', text, voicedMs: 1, endReason: 'silence', ...times },
  };
}

function shown(text: string, volatile: string, atMs: number, turnId: string): TranscriptEvent {
  return { type: 'transcript-extended', turnId, channel: 'them', text, volatile, atMs };
}

const replayOf = (...events: readonly TranscriptEvent[]): ReplayedFile => ({
  events,
  turnCount: 1,
  sentMs: 3_000,
  computeMs: 500,
});

const SAID = { startMs: 1_000, endMs: 2_000, text: 'What is TCP?', isQuestion: true };

function heard(replay: ReplayedFile, more: Partial<LabelledAudio> = {}): HeardAudio {
  const audio: LabelledAudio = {
    file: 'a.wav',
    path: 'a.wav',
    kind: 'clean',
    speechSegments: [[1_000, 2_000]],
    utterances: [SAID],
    transcript: undefined,
    language: 'en',
    related: [],
    ...more,
  };
  return { audio, replay, durationMs: 5_000 };
}

const report = (...files: readonly HeardAudio[]): SpeechReport =>
  reportSpeech(files, [], { recognizer: 'made', note: '' });

test('what is heard to the letter has no error', () => {
  expect(report(heard(replayOf(completed('What is TCP?', 1_000, 2_000))))).toEqual({
    files: 1,
    wer: 0,
    byKind: { clean: { files: 1, words: 3, wer: 0 } },
    exact: 1,
    emptyOnSilence: null,
    silentWindows: 0,
    invented: [],
    rtf: 0.1,
    partialLagMs: { p50: expect.any(Number) as number, p95: expect.any(Number) as number },
    sentPerSpokenSecond: 3,
    retractedCommittedWords: 0,
    recognizer: 'made',
    note: '',
  });
});

test('word errors count by words, not by files, and other languages are kinds of their own', () => {
  const right = heard(replayOf(completed('What is TCP?', 1_000, 2_000)));
  const wrong = heard(replayOf(completed('Where is TCP?', 1_000, 2_000)), { kind: 'noisy' });
  const missed = heard(replayOf(), { language: 'de', utterances: undefined, transcript: 'Ja.' });
  const { wer, byKind, exact } = report(right, wrong, missed);
  expect(wer).toBeCloseTo(2 / 7);
  expect(byKind).toEqual({
    clean: { files: 1, words: 3, wer: 0 },
    noisy: { files: 1, words: 3, wer: 1 / 3 },
    de: { files: 1, words: 1, wer: 1 },
  });
  expect(exact).toBe(0.5);
});

test('a turn over two utterances is right when it has the words of both', () => {
  const utterances = [SAID, { startMs: 2_300, endMs: 3_300, text: 'And UDP?', isQuestion: true }];
  const speechSegments = [[1_000, 3_300]] as const;
  const file = (text: string) =>
    heard(replayOf(completed(text, 1_000, 3_300)), { utterances, speechSegments });
  expect(report(file('What is TCP? And UDP?')).exact).toBe(1);
  expect(report(file('What is TCP?')).exact).toBe(0);
});

test('a word lags from its end until it is first shown, committed or not', () => {
  const utterances = [{ ...SAID, text: 'Why?' }];
  const lagOf = (...events: readonly TranscriptEvent[]): number | null =>
    report(heard(replayOf(...events, completed('Why?', 1_000, 2_000)), { utterances })).partialLagMs.p50;
  expect(lagOf()).toBe(600);
  expect(lagOf(shown('', 'why', 2_200, '1000'), shown('why', '', 2_500, '1000'))).toBe(200);
  const paused = { type: 'transcript-paused', text: 'why', committedText: '', atMs: 2_300 } as const;
  expect(lagOf({ ...paused, turnId: '1000', channel: 'them' })).toBe(300);
  expect(lagOf(shown('', 'where', 2_200, '1000'), shown('', 'why', 2_100, 'other'))).toBe(600);
  expect(report(heard(replayOf())).partialLagMs).toEqual({ p50: null, p95: null });
});

test('committed words that are taken back are counted', () => {
  const events = [shown('what was', '', 1_500, '1000'), completed('What is TCP?', 1_000, 2_000)];
  expect(report(heard(replayOf(...events))).retractedCommittedWords).toBe(1);
});

test('a recognizer of which words mean nothing has no accuracy and no lag, but its speed', () => {
  const file = heard(replayOf(completed('tone', 1_000, 2_000)));
  const noted = reportSpeech([file], [], { recognizer: 'toy', note: 'knows no words' });
  expect(noted).toMatchObject({ wer: null, exact: null, partialLagMs: { p50: null }, rtf: 0.1 });
  expect(printSpeech(noted)).toMatch(/\n\nknows no words$/);
});

test('files without speech count for nothing but taken back words', () => {
  const silent = heard(replayOf(), { speechSegments: [], utterances: [] });
  expect(report(silent)).toMatchObject({
    files: 1,
    wer: null,
    rtf: null,
    sentPerSpokenSecond: null,
    byKind: {},
  });
  expect(report()).toMatchObject({ files: 0, wer: null, exact: null, rtf: null });
});

test('silence is judged in windows of five seconds, what is left over with the last', () => {
  const replay = replayOf(completed('Thank you.', 4_000, 4_900), completed('Bye.', 13_500, 13_900));
  expect(hearSilence({ replay, durationMs: 14_000 })).toEqual({
    windowCount: 2,
    emptyCount: 0,
    texts: ['Thank you.', 'Bye.'],
  });
  expect(hearSilence({ replay: replayOf(completed('Bye.', 1, 2)), durationMs: 20_000 })).toMatchObject({
    windowCount: 4,
    emptyCount: 3,
  });
  expect(hearSilence({ replay: replayOf(), durationMs: 900 })).toEqual({
    windowCount: 1,
    emptyCount: 1,
    texts: [],
  });
  const silences = [{ windowCount: 4, emptyCount: 3, texts: ['Bye.'] }];
  const quiet = reportSpeech([], silences, { recognizer: 'made', note: '' });
  expect(quiet).toMatchObject({ emptyOnSilence: 0.75, silentWindows: 4, invented: ['Bye.'] });
  expect(printSpeech(quiet)).toMatch(/75\.0 % of 4 windows of 5 s\n {2}written there +Bye\.\n/);
});

test('a vocabulary has its row, with the terms that it mended and those that it spoilt', () => {
  const file = heard(replayOf(completed('What is TPC?', 1_000, 2_000)));
  const correct = (text: string): string => text.replace('TPC', 'TCP');
  const withTerms = reportSpeech([file], [], {
    recognizer: 'made',
    note: '',
    correction: { terms: ['TCP'], correct },
  });
  expect(printSpeech(withTerms)).toMatch(/^terms +0 of 1 heard, 1 with the vocabulary, 0 false$/m);
  expect(printSpeech(report(file))).not.toMatch(/^terms/m);
});

test('one file is one file, and a dash stands for what is not known', () => {
  const text = printSpeech(report(heard(replayOf(completed('What is TCP?', 1_000, 2_000)))));
  expect(text).toMatch(/^ {2}clean +0\.0 % of 3 words in 1 file$/m);
  expect(printSpeech(report())).toMatch(/^partial lag p50 \/ p95 +– \/ – ms$/m);
});
