import { openAnswerCache } from '../../engine/answer/answer-cache.ts';
import {
  createAnswerControl,
  type AnswerControl,
  type AnswerCounters,
} from '../../engine/answer/answer-control.ts';
import type { AnswerDeps } from '../../engine/answer/answer-deps.ts';
import type { AnswerEvent } from '../../engine/answer/answer-event.ts';
import { answerQuestions } from '../../engine/answer/answer-questions.ts';
import { createCallHistory, type CallHistory } from '../../engine/answer/prompt/call-history.ts';
import { BoundedBuffer } from '../../engine/base/bounded-buffer.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { Question, QuestionEvent } from '../../engine/base/nouns.ts';
import { Semaphore } from '../../engine/base/semaphore.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { createScriptedChatModel, DONE } from '../../test/fakes/scripted-chat-model.ts';
import { seededRandom } from '../../test/fakes/seeded-random.ts';

/** What became of many turns whose speakers pause, resume, correct themselves and interrupt. */
export interface FuzzedTurns {
  readonly turnCount: number;
  readonly askedCount: number;
  /** Answers shown that were started for another question than the one asked: must be 0. */
  readonly wrongReleaseCount: number;
  /** Events of an older question after another one began: must be 0. */
  readonly staleEventCount: number;
  /** Of each turn whose text stood since the pause: share of the time until it was asked that the model worked. */
  readonly hiddenShares: readonly number[];
  /** Model calls that came to nothing, a turn. */
  readonly extraCallRatio: number;
  readonly counters: AnswerCounters;
}

/** Questions that differ by a word, each in wordings that are the same question. */
const QUESTIONS: readonly (readonly string[])[] = [
  ['What is TCP?', 'what is t c p', "so um what's TCP exactly"],
  ['What is UDP?', 'what is u d p'],
  ['What is the difference between TCP and UDP?', "what's the difference between t c p and u d p"],
  ['When would you use microservices?', 'and when would you use micro services'],
  ['When would you not use microservices?', "when wouldn't you use microservices?"],
  ['How do I convert JSON to CSV?', 'how do i convert jason to c s v'],
  ['How do I convert CSV to JSON?', 'how do I convert CSV to JSON'],
  ['What is Windows 10?', 'what is windows ten'],
  ['What is Windows 11?', 'what is windows eleven'],
  ['How do you add an index to a table?', 'how do you add an index to a table'],
  ['How do you drop an index from a table?'],
];
const SPOKEN = {
  channel: 'them',
  startMs: 0,
  endMs: 1,
  voicedMs: 1,
  endReason: 'silence',
  endedAtMs: 0,
  completedAtMs: 0,
} as const;
const HANGOVER_MS = 200;
const FIRST_TOKEN_MS = 120;

export async function runFuzzedTurns(turnCount: number, seed: number): Promise<FuzzedTurns> {
  const random = seededRandom(seed);
  const clock = new ManualClock();
  const control = createAnswerControl();
  const history = createCallHistory();
  const questions = new BoundedBuffer<QuestionEvent>('questions', 1_000);
  const watch = createWatch();
  const answering = answer({ questions, control, history, clock, watch });
  for (let index = 0; index < turnCount; index++) {
    await speakTurn(`turn-${index}`, { random, clock, control, history, questions, watch });
  }
  questions.end();
  await pass(60_000, clock);
  await answering;
  const releasedCount = control.counters.speculatedCount;
  return {
    turnCount,
    ...watch.result(),
    extraCallRatio: (control.counters.speculationStartedCount - releasedCount) / turnCount,
    counters: { ...control.counters },
  };
}

interface FuzzedCall {
  readonly random: () => number;
  readonly clock: ManualClock;
  readonly control: AnswerControl;
  readonly history: CallHistory;
  readonly questions: BoundedBuffer<QuestionEvent>;
  readonly watch: ReturnType<typeof createWatch>;
}

/** Answers the questions with a model that names the topic it was asked about. */
async function answer(call: Omit<FuzzedCall, 'random'>): Promise<void> {
  const { questions, control, history, clock, watch } = call;
  const model = createScriptedChatModel(
    ({ messages }, index) => [
      { waitMs: FIRST_TOKEN_MS },
      {
        say: `- ${topicOf(/Question: (.*)$/.exec(messages.at(-1)?.content ?? '')?.[1] ?? '')} comes first\n`,
      },
      { waitMs: index % 20 === 0 ? 400 : 60 },
      { say: '- and more' },
      DONE,
    ],
    clock,
  );
  const settings = { ...defaultSettings, answer: { ...defaultSettings.answer, cache: false } };
  const limits = { maxEntryCount: 10, maxBytes: 100_000 };
  const deps: AnswerDeps = {
    chatModel: () => model,
    settings: () => settings,
    cache: await openAnswerCache({ path: undefined, limits, clock, log: silentLogger }),
    limiter: new Semaphore({ permitCount: 1, priorityCount: 3, queueLimitCount: 8, order: 'newest-first' }),
    history,
    control,
    isIdle: () => false,
    starterQuestions: [],
    clock,
    log: silentLogger,
  };
  for await (const event of answerQuestions(questions, deps, new AbortController().signal)) watch.take(event);
}

/** One turn: pauses, resumes, is heard differently in the end, or comes to nothing. */
async function speakTurn(turnId: string, call: FuzzedCall): Promise<void> {
  const { random, clock, control, history, questions, watch } = call;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const send = (type: 'question-expected' | 'question-asked', text: string): void => {
    const question = questionOf(turnId, text, clock.nowMs());
    if (type === 'question-asked') watch.asked(question);
    else watch.expected(question);
    questions.push({ type, question });
  };
  if (random() < 0.5) control.prefill();
  const wordings = pick(QUESTIONS);
  const text = pick(wordings);
  const fate = random();
  if (fate < 0.2) {
    // A first pause within the sentence, then the rest of it.
    send('question-expected', fate < 0.1 ? text.split(' ').slice(0, 4).join(' ') : pick(pick(QUESTIONS)));
    await pass(Math.floor(random() * 150), clock);
    questions.push({ type: 'question-withdrawn', turnId });
  }
  if (fate < 0.95) {
    send('question-expected', text);
    await pass(HANGOVER_MS, clock);
  }
  // The last pass of the recognizer may spell it otherwise, or hear another question.
  const isRevised = random() < 0.1;
  if (random() < 0.05) questions.push({ type: 'question-withdrawn', turnId });
  else send('question-asked', isRevised ? pick(pick(QUESTIONS)) : pick(wordings));
  history.observeTranscript({ ...SPOKEN, turnId, text });
  await pass(random() < 0.1 ? 50 : 400, clock);
  if (random() < 0.02) control.cancel();
}

async function pass(durationMs: number, clock: ManualClock): Promise<void> {
  await clock.advance(0);
  await clock.advance(durationMs);
}

function createWatch() {
  const expectedAtMs = new Map<string, { readonly topic: string; readonly atMs: number }>();
  let current: Question | undefined;
  const asked = new Map<string, Question>();
  const hiddenShares: number[] = [];
  let wrongReleaseCount = 0;
  let staleEventCount = 0;
  let askedCount = 0;

  return {
    expected({ turnId, text, askedAtMs }: Question): void {
      expectedAtMs.set(turnId, { topic: topicOf(text), atMs: askedAtMs });
    },
    asked(question: Question): void {
      askedCount += 1;
      asked.set(question.turnId, question);
    },
    take(event: AnswerEvent): void {
      const question = asked.get(event.turnId);
      if (event.type === 'answer-started') current = question;
      // The same question, asked twice at once, is one answer for both turns.
      else if (topicOf(question?.text ?? '') !== topicOf(current?.text ?? '')) staleEventCount += 1;
      if (event.type === 'answer-extended' && question) {
        const topic = event.bullets[0]?.split(' ')[0];
        if (topic !== topicOf(question.text)) wrongReleaseCount += 1;
      }
      if (event.type !== 'answer-completed' || !question) return;
      const expected = expectedAtMs.get(event.turnId);
      if (expected && expected.topic === topicOf(question.text)) {
        const availableMs = question.askedAtMs - expected.atMs;
        const workedMs = question.askedAtMs - (event.timing.requestedAtMs ?? question.askedAtMs);
        hiddenShares.push(Math.max(0, Math.min(1, workedMs / availableMs)));
      }
      expectedAtMs.delete(event.turnId);
      asked.delete(event.turnId);
    },
    result: () => ({ askedCount, wrongReleaseCount, staleEventCount, hiddenShares }),
  };
}

function questionOf(turnId: string, text: string, askedAtMs: number): Question {
  const judgement = {
    probability: 1,
    isQuestion: true,
    kind: 'wh',
    worthAnswering: true,
    completeness: 1,
  } as const;
  return { turnId, channel: 'them', text, judgement, origin: 'detected', askedAtMs };
}

/** The truth about which wordings are one question, independent of how the engine decides it. */
function topicOf(text: string): string {
  const index = QUESTIONS.findIndex((wordings) => wordings.includes(text));
  return index < 0 ? `Other${text.length}` : `Topic${index}`;
}
