import { cleanTranscript } from './clean-transcript.ts';
import { bareText, isCaption, isCredit, isRecipe } from './invented-phrases.ts';
import { bareWord, wordsOf } from '../wording/bare-words.ts';
import { doubtfulMsOf, fastestMsOf } from './speaking-time.ts';
import type { RecognizedSegment, Recognition } from './recognizers/base/transcriber.ts';
import { withoutLoops, type RepeatLimits } from '../wording/word-loops.ts';

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

/** Whisper's own limits for a failed decoding (Radford et al. 2022, section 4.5). */
const MIN_MEAN_LOG_PROBABILITY = -1;
const MAX_NO_SPEECH_PROBABILITY = 0.6;
const MAX_COMPRESSION_RATIO = 2.4;
/** The detector of voice may miss this much of a short word. */
const MISSED_VOICE_MS = 290;
/** A run of the prompt's own words this long, in its own order, is the prompt, whatever was said. */
const MAX_ECHOED_WORDS = 8;
const SPOKEN_LIMITS: RepeatLimits = { wordCount: 10, numberCount: Number.POSITIVE_INFINITY };
/** A group of this many words counts as a sentence. */
const MIN_SENTENCE_WORDS = 3;
const MAX_SENTENCE_WORDS = 40;
/** Rounds of a shorter group that count as a loop when there are no other words. */
const MIN_SHORT_ROUNDS_COUNT = 3;
/** Where there was no time to say all of it. */
const HURRIED_LIMITS: RepeatLimits = { wordCount: 3, numberCount: 10 };

/** What recognizers put into brackets or stars; a bracket inside a word is a formula. */
const BRACKETED =
  /(?<![\p{L}\p{N}])(?:\[[^[\]]{0,60}\]|\([^()]{0,60}\)|\*[^*\s][^*]{0,39}\*)(?![\p{L}\p{N}])/gu;
const NOTES = /[♪♫♬]+/g;
/** Descriptions of sounds: [BLANK_AUDIO], (upbeat music), *laughs*, [Applaudissements], (拍手). */
const SOUND_NAMES =
  /(?<!\p{L})(?:blank_audio|silence|noises?|music(?:al)?|sounds?|applau\p{L}+|clap\p{L}*|laugh\p{L}*|chuckl\p{L}+|giggl\p{L}+|sigh\p{L}*|cough\p{L}*|sneez\p{L}+|sniff\p{L}*|breath\p{L}*|gasp\p{L}*|groan\p{L}*|cheer\p{L}*|whistl\p{L}+|beep\p{L}*|ringing|knock\p{L}*|footsteps|buzz\p{L}*|humming|inaudible|unintelligible|indistinct|crosstalk|foreign language|clears throat|musik|musique|música|musica|muzyka|muziek|beifall|lach(?:en|t)|gelächter|rires|risas|risos|risate|aplausos|śmiech|oklaski|музыка|смех|аплодисменты|тишина|шум|موسيقى|تصفيق|ضحك)(?!\p{L})|音楽|拍手|笑い|音乐|音樂|掌声|掌聲|笑声|笑聲|음악|박수|웃음/iu;

/** Takes out what nobody said: sound marks, loops, echoed prompts, captions, text that came out of too little voice. */
export function suppressInvented(heard: Recognition, evidence: SpeechEvidence): JudgedText {
  const recognition = cleaned(heard);
  const marked = withoutSoundMarks(recognition.text);
  if (bareText(marked) === '') return { text: '', verdict: 'empty' };
  const believed = firstRound(withoutCredits(withoutSoundMarks(believedText(recognition))));
  const isHurried = evidence.voicedMs < doubtfulMsOf(believed);
  const text = withoutLoops(believed, isHurried ? HURRIED_LIMITS : SPOKEN_LIMITS);
  return bareText(text) === '' || isInvented(text, evidence)
    ? { text: '', verdict: 'invented' }
    : { text, verdict: 'kept' };
}

/** The first round of a text that is one group of words again and again and nothing else; other texts whole. */
function firstRound(text: string): string {
  const words = wordsOf(text);
  const bare = words.map(bareWord);
  if (bare.every((word) => /^\p{N}*$/u.test(word))) return text;
  const maxGroupWords = Math.min(MAX_SENTENCE_WORDS, bare.length / 2);
  for (let groupWords = 2; groupWords <= maxGroupWords; groupWords += 1) {
    const roundCount = bare.length / groupWords;
    // People say "Of course, of course."; nobody says a whole sentence twice in one breath.
    const isEnough = roundCount >= (groupWords < MIN_SENTENCE_WORDS ? MIN_SHORT_ROUNDS_COUNT : 2);
    const isLoop = bare.every((word, index) => word === bare[index % groupWords]);
    if (isEnough && isLoop && Number.isInteger(roundCount)) return words.slice(0, groupWords).join(' ');
  }
  return text;
}

/** Far more than anybody says in one turn. */
const MAX_TEXT_CHARACTERS = 16_384;
const MAX_SEGMENT_COUNT = 200;

/** Without what only the recognizer reads: it must not count as words or as speed. */
function cleaned({ text, segments, ...rest }: Recognition): Recognition {
  return {
    ...rest,
    text: cleanTranscript(text.slice(0, MAX_TEXT_CHARACTERS)),
    ...(segments && {
      segments: segments.slice(0, MAX_SEGMENT_COUNT).map((segment) => ({
        ...segment,
        text: cleanTranscript(segment.text.slice(0, MAX_TEXT_CHARACTERS)),
      })),
    }),
  };
}

/** The text without the parts that the recognizer itself calls a failed decoding. */
function believedText({ text, segments = [] }: Recognition): string {
  const believed = segments.filter((segment) => !isFailedDecoding(segment));
  return believed.length === segments.length ? text : believed.map((segment) => segment.text).join(' ');
}

function isFailedDecoding(segment: RecognizedSegment): boolean {
  const {
    meanLogProbability = 0,
    noSpeechProbability = Number.POSITIVE_INFINITY,
    compressionRatio = 0,
  } = segment;
  const isUnsure = meanLogProbability < MIN_MEAN_LOG_PROBABILITY;
  return (
    compressionRatio > MAX_COMPRESSION_RATIO || (isUnsure && noSpeechProbability > MAX_NO_SPEECH_PROBABILITY)
  );
}

function isInvented(text: string, evidence: SpeechEvidence): boolean {
  if (fastestMsOf(text) > evidence.voicedMs + MISSED_VOICE_MS) return true;
  const said = bareText(text);
  if (isRecipe(said)) return true;
  const isHurried = evidence.voicedMs < doubtfulMsOf(said);
  const areCaptions = sentencesOf(text).every((sentence) => isCaption(bareText(sentence)));
  return isEchoOf(evidence.vocabulary, said, isHurried) || (isHurried && areCaptions);
}

/** The sentences of a text with the blanks after them; an initial such as "A. Smith" ends none. */
function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[^\s.]{2}[.!?…]{1,3}\s)|(?<=[。！？])/u)
    .filter((sentence) => bareText(sentence) !== '');
}

/** Credits stand before or behind what was said: only their own sentences go. */
function withoutCredits(text: string): string {
  const sentences = sentencesOf(text);
  const said = sentences.filter((sentence) => !isCredit(bareText(sentence)));
  return said.length === sentences.length ? text : said.join('').trim();
}

/** The prompt itself or a run of its words and nothing else: a long one, or one that there was no time to say. */
function isEchoOf(vocabulary: string, said: string, isHurried: boolean): boolean {
  const isRun = ` ${bareText(vocabulary)} `.includes(` ${said} `);
  return isRun && (isHurried || said.split(' ').length >= MAX_ECHOED_WORDS);
}

/** Takes out the names of sounds; other bracketed text is removed only where there is nothing else. */
function withoutSoundMarks(text: string): string {
  const isAllMarks = bareText(text.replaceAll(BRACKETED, ' ')) === '';
  return text
    .replaceAll(BRACKETED, (mark) => (isAllMarks || SOUND_NAMES.test(mark) ? ' ' : mark))
    .replaceAll(NOTES, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
