import type { Channel } from '../../engine/protocol/call-parts.ts';
import { median, percentile } from '../../engine/base/percentiles.ts';
import { isCutBullet, isEcho } from './bullet-faults.ts';
import type { RecordedAnswer, RecordedTurn } from './call-recording.ts';
import type { CallUtterance } from './call-reference.ts';
import { alignWords, alikeWords, spokenWords } from './spoken-words.ts';

export interface Spread {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** How well a call was heard and answered. Times are milliseconds from the reference end of an utterance. */
export interface CallScore {
  readonly utterances: number;
  /** Word errors to words of the reference, each channel aligned by itself; null without words. */
  readonly wer: number | null;
  readonly questions: {
    /** Utterances that expect an answer. */
    readonly expected: number;
    /** Of these, asked of the model. */
    readonly found: number;
    /** Answers started to anything else. */
    readonly falseAlarms: number;
  };
  /** Of the expected questions, each with its last answer. */
  readonly answers: {
    readonly expected: number;
    /** Not cut short by an error or a newer question. */
    readonly completed: number;
    readonly withKeyFact: number;
    readonly cutBullets: number;
    readonly echoes: number;
  };
  readonly finalTextMs: Spread;
  readonly firstBulletMs: Spread;
  /** Turns whose end was decided inside an utterance. */
  readonly cutOffs: number;
  /** Utterances, backchannels left out, of which no word was written. */
  readonly lostUtterances: number;
  readonly paths: { readonly live: number; readonly prepared: number; readonly cached: number };
}

/** What the figures count, for people who want to know why. */
export interface CallFindings {
  readonly missed: readonly CallUtterance[];
  readonly falseAlarms: readonly RecordedTurn[];
  readonly cutOff: readonly RecordedTurn[];
  readonly lost: readonly CallUtterance[];
  readonly withoutKeyFact: readonly AnsweredUtterance[];
}

/** Labels are cut by energy, within some 30 ms, and the last sound of a word may be too faint to be heard. */
const LABEL_TOLERANCE_MS = 150;
/** A turn belongs to an utterance that it shares this much with, or half of a shorter one. */
const MIN_SHARED_MS = 250;
/** In a turn over several utterances: share of the question's words, or of the utterance's, that are the other's. */
const MIN_SHARED_WORDS = 0.5;

interface AnsweredUtterance {
  readonly utterance: CallUtterance;
  readonly answer: RecordedAnswer;
}

interface HeardUtterance {
  readonly utterance: CallUtterance;
  /** Turns over it, in order. */
  readonly turns: readonly RecordedTurn[];
  /** Whether the last of them ends with it: an open turn is not over at its end. */
  readonly endsTurn: boolean;
  readonly answers: readonly RecordedAnswer[];
}

/** Compares a played call with what was said in it. @param utterances in order of start. */
export function scoreCall(
  utterances: readonly CallUtterance[],
  turns: readonly RecordedTurn[],
): { readonly score: CallScore; readonly findings: CallFindings } {
  const heard = utterances.map((utterance) => hear(utterance, utterances, turns));
  const words = (['me', 'them'] as const).map((channel) => scoreWords(channel, heard, turns));
  const expected = heard.filter(({ utterance }) => utterance.expects === 'answer');
  const answered = expected.flatMap(({ utterance, answers }) => {
    const answer = answers.at(-1);
    return answer ? [{ utterance, answer }] : [];
  });
  const wanted = new Set(expected.flatMap(({ answers }) => answers));
  const findings: CallFindings = {
    missed: expected.filter(({ answers }) => answers.length === 0).map(({ utterance }) => utterance),
    falseAlarms: turns.filter(({ answer }) => answer && !wanted.has(answer)),
    cutOff: turns.filter((turn) => isCutOff(turn, heard)),
    lost: words.flatMap((channel) => channel.lost),
    withoutKeyFact: answered.filter(
      ({ utterance, answer }) => utterance.keyFacts.length > 0 && !holdsKeyFact(answer, utterance),
    ),
  };
  const wordCount = sum(words.map((channel) => channel.wordCount));
  const score: CallScore = {
    utterances: utterances.length,
    wer: wordCount === 0 ? null : sum(words.map((channel) => channel.errorCount)) / wordCount,
    questions: {
      expected: expected.length,
      found: answered.length,
      falseAlarms: findings.falseAlarms.length,
    },
    answers: { expected: expected.length, ...scoreAnswers(answered) },
    finalTextMs: spread(heard.flatMap(finalTextMs)),
    firstBulletMs: spread(
      answered.flatMap(({ utterance, answer }) =>
        answer.firstBulletMs === undefined ? [] : [answer.firstBulletMs - utterance.endMs],
      ),
    ),
    cutOffs: findings.cutOff.length,
    lostUtterances: findings.lost.length,
    paths: {
      live: countPath('live', answered),
      prepared: countPath('speculated', answered),
      cached: countPath('cached', answered),
    },
  };
  return { score, findings };
}

function scoreAnswers(answered: readonly AnsweredUtterance[]): Omit<CallScore['answers'], 'expected'> {
  const completed = answered.filter(
    ({ answer }) => answer.status === 'complete' || answer.status === 'capped',
  );
  return {
    completed: completed.length,
    withKeyFact: completed.filter(({ utterance, answer }) => holdsKeyFact(answer, utterance)).length,
    cutBullets: answered.flatMap(({ answer }) => answer.bullets).filter(isCutBullet).length,
    echoes: answered.filter(({ answer }) => answer.bullets.some((bullet) => isEcho(bullet, answer.question)))
      .length,
  };
}

function countPath(path: RecordedAnswer['path'], answered: readonly AnsweredUtterance[]): number {
  return answered.filter(({ answer }) => answer.path === path).length;
}

function hear(
  utterance: CallUtterance,
  utterances: readonly CallUtterance[],
  turns: readonly RecordedTurn[],
): HeardUtterance {
  const over = turns.filter((turn) => isOver(turn, utterance));
  const last = over.at(-1);
  const next = last && utterances.findLast((other) => isOver(last, other));
  const answers = over.flatMap((turn) => {
    const isOnlyOne = utterances.every((other) => other === utterance || !isOver(turn, other));
    return turn.answer && (isOnlyOne || asksFor(turn.answer, utterance)) ? [turn.answer] : [];
  });
  return { utterance, turns: over, endsTurn: next === utterance, answers };
}

function isOver(turn: RecordedTurn, { channel, startMs, endMs }: CallUtterance): boolean {
  const sharedMs = Math.min(turn.endMs, endMs) - Math.max(turn.startMs, startMs);
  return turn.channel === channel && sharedMs >= Math.min(MIN_SHARED_MS, (endMs - startMs) / 2);
}

function asksFor(answer: RecordedAnswer, utterance: CallUtterance): boolean {
  const asked = spokenWords(answer.question);
  const said = spokenWords(utterance.text);
  const share = (words: readonly string[], others: readonly string[]): number =>
    words.filter((word) => others.includes(word)).length / Math.max(1, words.length);
  return Math.max(share(asked, said), share(said, asked)) >= MIN_SHARED_WORDS;
}

function scoreWords(
  channel: Channel,
  heard: readonly HeardUtterance[],
  turns: readonly RecordedTurn[],
): { readonly errorCount: number; readonly wordCount: number; readonly lost: readonly CallUtterance[] } {
  const own = heard.filter(({ utterance }) => utterance.channel === channel);
  const text = turns
    .filter((turn) => turn.channel === channel)
    .map((turn) => turn.text)
    .join(' ');
  const words = alikeWords(
    own.map(({ utterance }) => utterance.text),
    text,
  );
  const { isHeard, errorCount } = alignWords(words.said.flat(), words.heard);
  let from = 0;
  const lost = own.flatMap(({ utterance, turns: over }, index) => {
    const to = from + (words.said[index]?.length ?? 0);
    const isWritten = isHeard.slice(from, to).includes(true) && over.some((turn) => turn.text !== '');
    const canBeLost = utterance.kind !== 'backchannel' && to > from;
    from = to;
    return canBeLost && !isWritten ? [utterance] : [];
  });
  return { errorCount, wordCount: isHeard.length, lost };
}

/** From the end of the utterance to the final text of the turn that ends with it. */
function finalTextMs({ utterance, turns, endsTurn }: HeardUtterance): number[] {
  const completedMs = turns.at(-1)?.completedMs;
  if (utterance.kind === 'backchannel' || !endsTurn || completedMs === undefined) return [];
  // Final before the end: the turn was cut off, and what followed it was not heard.
  return completedMs < utterance.endMs ? [] : [completedMs - utterance.endMs];
}

function isCutOff(turn: RecordedTurn, heard: readonly HeardUtterance[]): boolean {
  const { decidedMs } = turn;
  if (decidedMs === undefined) return false;
  return heard.some(
    ({ utterance, turns }) =>
      turns.includes(turn) &&
      decidedMs > utterance.startMs &&
      decidedMs < utterance.endMs - LABEL_TOLERANCE_MS,
  );
}

function holdsKeyFact({ bullets }: RecordedAnswer, { keyFacts }: CallUtterance): boolean {
  const text = bullets.join(' ').toLowerCase();
  return keyFacts.some((fact) => text.includes(fact.toLowerCase()));
}

function spread(values: readonly number[]): Spread {
  if (values.length === 0) return { p50: null, p95: null };
  return { p50: Math.round(median(values)), p95: Math.round(percentile(values, 0.95)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
