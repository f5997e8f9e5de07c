import { bareWord, wordsOf } from './local-agreement.ts';
import type { Recognition } from './transcriber.ts';

/** What is known of the audio that a text is claimed to stand for. */
export interface SpeechEvidence {
  readonly voicedMs: number;
  /** The prompt that the recognizer was given; '' for none. */
  readonly vocabulary: string;
}

export interface JudgedText {
  /** The text that may be shown; '' when nothing may. */
  readonly text: string;
  readonly verdict: 'kept' | 'empty' | 'invented';
}

/** Below this nobody can have said a word; the recognizer is not even asked. */
export const MIN_VOICED_MS = 80;

/** Whisper's own limits for a failed decoding (`logprob_thold`, `no_speech_thold`; entropy of its tokens). */
const MIN_MEAN_LOG_PROBABILITY = -1;
const MAX_NO_SPEECH_PROBABILITY = 0.6;
const MIN_ENTROPY = 1.2;
/** The fastest talkers keep below 25 characters a second of voice; invented phrases come from far less. */
const MAX_CHARACTERS_PER_SECOND = 35;
/** A phrase from the list needs this much voice a word to be believed. */
const LISTED_WORD_MIN_VOICED_MS = 150;
/** Repeats of one word group that no speaker makes. */
const MAX_REPEAT_COUNT = 3;
const MAX_GROUP_WORDS = 8;

/** Descriptions of sounds that recognizers print: [BLANK_AUDIO], (music), *laughs*, ♪. */
const SOUND_MARKS = /\[[^\]]{0,60}\]|\([^)]{0,60}\)|\*[^*]{1,40}\*|[♪♫♬]+/g;

/** What whisper models say of noise and silence: captions of the videos they were trained on. */
const LISTED_PHRASES = new Set(
  [
    'thank you',
    'thanks',
    'thanks for watching',
    'thank you for watching',
    'thank you very much',
    'thank you so much for watching',
    'please subscribe',
    'please like and subscribe',
    'like and subscribe',
    'see you next time',
    'see you in the next video',
    'subtitles by the amara org community',
    'subtitles by',
    'transcribed by',
    'bye',
    'bye bye',
    'you',
    'so',
    'the end',
    'i m sorry',
    'silence',
    'music',
    'applause',
  ].map(bareText),
);

/** Takes out what nobody said: sound marks, loops, echoed prompts, captions, text that came out of too little voice. */
export function suppressInvented(recognition: Recognition, evidence: SpeechEvidence): JudgedText {
  const text = withoutLoops(recognition.text.replaceAll(SOUND_MARKS, ' ').replaceAll(/\s+/g, ' ').trim());
  if (bareText(text) === '') return { text: '', verdict: 'empty' };
  return isInvented(text, recognition, evidence)
    ? { text: '', verdict: 'invented' }
    : { text, verdict: 'kept' };
}

function isInvented(text: string, recognition: Recognition, evidence: SpeechEvidence): boolean {
  const { meanLogProbability, noSpeechProbability, entropy } = recognition;
  const isUnsure = meanLogProbability !== undefined && meanLogProbability < MIN_MEAN_LOG_PROBABILITY;
  if (isUnsure && (noSpeechProbability === undefined || noSpeechProbability > MAX_NO_SPEECH_PROBABILITY)) {
    return true;
  }
  if (entropy !== undefined && entropy < MIN_ENTROPY && wordsOf(text).length > MAX_GROUP_WORDS) return true;
  if (text.length > (evidence.voicedMs / 1_000) * MAX_CHARACTERS_PER_SECOND + 10) return true;
  if (isEchoOf(evidence.vocabulary, text)) return true;
  const words = wordsOf(text);
  return LISTED_PHRASES.has(bareText(text)) && evidence.voicedMs < words.length * LISTED_WORD_MIN_VOICED_MS;
}

/** The prompt itself, or a run of at least three of its words and nothing else. */
function isEchoOf(vocabulary: string, text: string): boolean {
  const prompt = bareText(vocabulary);
  const said = bareText(text);
  if (prompt === '') return false;
  return prompt === said || (said.split(' ').length >= 3 && ` ${prompt} `.includes(` ${said} `));
}

/** Cuts a text where one group of words begins to repeat itself without end; one repeat is left. */
function withoutLoops(text: string): string {
  const words = wordsOf(text);
  const bare = words.map(bareWord);
  for (let startIndex = 0; startIndex < words.length; startIndex += 1) {
    for (let groupWords = 1; groupWords <= MAX_GROUP_WORDS; groupWords += 1) {
      const repeatCount = countRepeats(bare, startIndex, groupWords);
      if (repeatCount > MAX_REPEAT_COUNT) {
        const end = startIndex + groupWords * repeatCount;
        return withoutLoops([...words.slice(0, startIndex + groupWords), ...words.slice(end)].join(' '));
      }
    }
  }
  return text;
}

/** How often the group that starts at `startIndex` stands there in a row; 1 when it does not repeat. */
function countRepeats(bare: readonly string[], startIndex: number, groupWords: number): number {
  let repeatCount = 1;
  while (
    Array.from({ length: groupWords }, (_, index) => startIndex + index).every(
      (index) => bare[index] !== undefined && bare[index] === bare[index + groupWords * repeatCount],
    )
  ) {
    repeatCount += 1;
  }
  return repeatCount;
}

function bareText(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
