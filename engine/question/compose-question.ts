import type { QuestionJudgement, VoiceFeatures } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { leanOf } from '../wording/question-lean.ts';
import type { QuestionDetector, Utterance } from './question-detector.ts';
import { shapeOf } from './sentence-shape.ts';
import { sentencesOf } from './words.ts';

/** One turn's words judged as a whole. */
export interface JudgedTurn {
  /** What to ask: the asking sentences of the turn, or all of it when nothing asks. */
  readonly text: string;
  readonly judgement: QuestionJudgement;
  /** True when the question cannot be understood without what came before it. */
  readonly isLeaning: boolean;
}

/** With more questions than this in one turn, the last ones count. */
const MAX_MERGED_SENTENCE_COUNT = 3;
/** More than anybody says in one turn; the last ones count. */
const MAX_JUDGED_SENTENCE_COUNT = 60;
const MAX_PREVIOUS_COUNT = 4;
const MAX_LEANING_WORD_COUNT = 9;

interface JudgedSentence {
  readonly text: string;
  readonly judgement: QuestionJudgement;
}

/**
 * Judges a turn sentence by sentence. Sentences that ask something worth answering are merged in their
 * order into one text, because the answer stage takes one question: those before a statement are kept too,
 * statements between them are not, unless the first of the questions leans on the one right before it.
 */
export function judgeTurn(
  turn: {
    readonly text: string;
    readonly channel: Channel;
    readonly voice?: VoiceFeatures;
    readonly isPartial: boolean;
  },
  previous: Utterance['previous'],
  detector: QuestionDetector,
): JudgedTurn {
  const sentences = judgeSentences(turn, previous, detector);
  const last = sentences.at(-1);
  if (!last) {
    return { text: turn.text, judgement: judgeOne(turn, turn.text, previous, detector), isLeaning: false };
  }
  const worthy = sentences
    .filter((sentence) => isWorthy(sentence.judgement))
    .slice(-MAX_MERGED_SENTENCE_COUNT);
  const strongest = strongestOf(worthy.length > 0 ? worthy : sentences);
  const judgement = { ...strongest.judgement, completeness: last.judgement.completeness };
  const [first] = worthy;
  if (!first) {
    const askers = sentences.filter((sentence) => sentence.judgement.isQuestion);
    const text = askers.length > 0 ? askers.map((sentence) => sentence.text).join(' ') : turn.text;
    return { text, judgement, isLeaning: false };
  }
  const isLeaning = leansOnEarlier(first.text);
  const before = sentences[sentences.indexOf(first) - 1];
  const kept = isLeaning && before ? [before, ...worthy] : worthy;
  return {
    text: kept.map((sentence) => sentence.text).join(' '),
    judgement,
    isLeaning: isLeaning && !before,
  };
}

/** True for "how does a hash map work", false for "the enterprise plan?": a fragment needs its other half. */
export function asksInOwnClause(text: string): boolean {
  const { opening } = shapeOf(text);
  return opening === 'wh-inverted' || opening === 'inverted' || opening === 'directive';
}

/** "And why?", "what about the enterprise plan?", "how does it scale?": short, and points back. */
export function leansOnEarlier(text: string): boolean {
  const { core, opening } = shapeOf(text);
  if (opening === 'follow-up') return true;
  return core.length > 0 && core.length <= MAX_LEANING_WORD_COUNT && leanOf(text) !== 'nothing';
}

function judgeSentences(
  turn: Parameters<typeof judgeTurn>[0],
  previous: Utterance['previous'],
  detector: QuestionDetector,
): JudgedSentence[] {
  const said = [...previous];
  const texts = sentencesOf(turn.text).slice(-MAX_JUDGED_SENTENCE_COUNT);
  return texts.map((text, index) => {
    // The voice was measured at the end of the turn: it belongs to the last sentence.
    const isLast = index === texts.length - 1;
    const voice = isLast ? turn.voice : undefined;
    const judgement = judgeOne(
      { channel: turn.channel, isPartial: turn.isPartial && isLast, ...(voice && { voice }) },
      text,
      said.slice(-MAX_PREVIOUS_COUNT),
      detector,
    );
    said.push({ text, channel: turn.channel, gapMs: 0 });
    return { text, judgement };
  });
}

function judgeOne(
  turn: Omit<Utterance, 'text' | 'previous'>,
  text: string,
  previous: Utterance['previous'],
  detector: QuestionDetector,
): QuestionJudgement {
  return detector.judge({
    text,
    channel: turn.channel,
    isPartial: turn.isPartial,
    previous,
    ...(turn.voice && { voice: turn.voice }),
  });
}

function isWorthy(judgement: QuestionJudgement): boolean {
  return judgement.isQuestion && judgement.worthAnswering;
}

function strongestOf(sentences: readonly JudgedSentence[]): JudgedSentence {
  return sentences.reduce((best, next) =>
    next.judgement.probability > best.judgement.probability ? next : best,
  );
}
