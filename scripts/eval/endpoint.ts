import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../engine/base/logger.ts';
import type { QuestionJudgement } from '../../engine/base/nouns.ts';
import { readWav } from '../../engine/capture/wav-source.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { loadQuestionDetector } from '../../engine/question/load-question-detector.ts';
import {
  createEndpointPolicy,
  type EndpointPolicy,
  type TurnText,
} from '../../engine/vad/endpoint-policy.ts';
import { createSpeechDetectors } from '../../engine/vad/load-speech-detector.ts';
import type { SpeechDetector } from '../../engine/vad/speech-detector.ts';
import { percentile } from '../bench/bench.ts';
import { type LabelledAudio, type LabelledUtterance, readAudioManifest } from './audio-manifest.ts';
import { createAudioClock, hearSamples } from './hear-file.ts';

export interface EndpointScore {
  /** From the labelled end of an utterance to the decision that the turn is over. */
  readonly delayMs: { readonly p50: number; readonly p95: number };
  /** Share of utterances in which an end was declared, where the median delay is at most 300 or 600 ms. */
  readonly cutOffRate: { readonly at300ms: number | null; readonly at600ms: number | null };
  /** Shortest median delay with at most 5 % of the utterances cut; null when none reaches it. */
  readonly delayAt5PercentCutOffsMs: number | null;
}

export interface EndpointReport extends EndpointScore {
  readonly turns: number;
  readonly questions: number;
  readonly questionDelayMs: { readonly p50: number; readonly p95: number };
  /** As shipped: the policy's own cut-offs. */
  readonly cutOffs: number;
  /** The next utterance began before the end was declared; these have no delay. */
  readonly merged: number;
  readonly timer: EndpointScore;
  readonly assumptions: string;
}

export interface EndpointOptions {
  readonly judge?: (text: string) => Pick<QuestionJudgement, 'kind' | 'completeness'>;
  /** From the announced pause to the recognizer's text of what was said before it. */
  readonly recognizerDelayMs?: number;
  readonly kind?: 'auto' | 'silero' | 'energy';
  readonly signal?: AbortSignal;
}

/** Voice ceased at `endMs`, announced at `pausedAtMs`, and came back at `resumedAtMs` if it did. */
interface Pause {
  readonly startMs: number;
  readonly endMs: number;
  readonly pausedAtMs: number;
  readonly resumedAtMs: number;
  /** What the segmenter reports when voice comes back. */
  readonly pauseMs: number;
  readonly finalPitchRise?: number;
}

interface HeardFile {
  readonly pauses: readonly Pause[];
  readonly utterances: readonly LabelledUtterance[];
}

interface Operation {
  readonly delaysMs: readonly number[];
  readonly questionDelaysMs: readonly number[];
  readonly cutOffCount: number;
  /** The next utterance began before the end was declared. */
  readonly mergedCount: number;
  readonly turnCount: number;
}

const DEFAULT_RECOGNIZER_DELAY_MS = 150;
/** Where the next utterance overlaps or follows faster, no endpointer can tell the end: no delay is measured. */
const JOINED_GAP_MS = 200;
/** Voice that is about to come back holds an end off this long before it is announced (voice-activity.ts). */
const ONSET_MS = 50;
/** Accuracy of the labels: an end declared this shortly before the labelled one is no cut-off. */
const LABEL_TOLERANCE_MS = 100;
const STEP_MS = 10;
const TRAILING_MS = 4_000;
const TIMERS_MS = Array.from({ length: 39 }, (_, index) => 100 + index * 50);
/** Operating points of the policy, in log odds: so much more whole are words taken to be. */
const EAGERNESSES = Array.from({ length: 81 }, (_, index) => (index - 40) / 20);
/** The shortest hangover of an eager policy shrinks too, by this much for each unit of log odds. */
const HASTE_MS = 110;
/** … down to this; text takes a little longer to be there. */
const MIN_HASTY_MS = 200;
const QUESTION_WEIGHTS = fileURLToPath(new URL('../../assets/question-detector.json', import.meta.url));

/** How soon, and how wrongly, the end of a turn is declared; beside a plain silence timer on the same pauses. */
export async function evaluateEndpoint(
  manifestPath: string,
  options: EndpointOptions = {},
): Promise<EndpointReport> {
  const signal = options.signal ?? new AbortController().signal;
  const recognizerDelayMs = options.recognizerDelayMs ?? DEFAULT_RECOGNIZER_DELAY_MS;
  const judge = memoized(options.judge ?? (await loadJudge()));
  await using detectors = await createSpeechDetectors({ kind: options.kind ?? 'auto', log: silentLogger });
  const files: HeardFile[] = [];
  for (const { audio, utterances } of labelledTurns(await readAudioManifest(manifestPath))) {
    using detector = detectors.create();
    const { samples } = await readWav(audio.path);
    files.push({ utterances, pauses: await hearPauses(samples, detector, signal) });
  }
  const operate = (makePolicy: () => EndpointPolicy): Operation =>
    joinOperations(files.map((file) => decide(file, makePolicy(), { judge, recognizerDelayMs })));
  const shipped = operate(() => createEndpointPolicy(defaultSettings.turn));
  const policies = policyFamily().map(operate);
  const timers = TIMERS_MS.map((durationMs) => operate(() => silenceTimer(durationMs)));
  return {
    turns: shipped.turnCount,
    questions: shipped.questionDelaysMs.length,
    ...scoreOf(shipped, policies),
    questionDelayMs: distribution(shipped.questionDelaysMs),
    cutOffs: shipped.cutOffCount,
    merged: shipped.mergedCount,
    timer: scoreOf(
      operate(() => silenceTimer(600)),
      timers,
    ),
    assumptions: [
      `voice detector: ${detectors.reason}`,
      `words are spread evenly over the labelled speech, without punctuation or case; the text of what was said is there ${recognizerDelayMs} ms after a pause is announced, nothing before`,
      'files without utterances are left out where others have them: speech segments do not say where a turn ends',
      `no delay is measured where the next utterance overlaps, follows within ${JOINED_GAP_MS} ms, or began before the end was declared`,
      `at 300/600 ms and at 5 %: best point of the policy made more eager or more patient (${EAGERNESSES.at(0)} to +${EAGERNESSES.at(-1)} log odds of completeness), against the best silence timer; delays are medians; the timer line shows a 600 ms timer`,
    ].join('\n'),
  };
}

export function printEndpoint(report: EndpointReport): string {
  const line = (name: string, score: EndpointScore): string =>
    `${name.padEnd(14)} delay p50 ${ms(score.delayMs.p50)}, p95 ${ms(score.delayMs.p95)}; cut-offs at 300 ms ${rate(score.cutOffRate.at300ms)}, at 600 ms ${rate(score.cutOffRate.at600ms)}; delay at 5 % cut-offs ${ms(score.delayAt5PercentCutOffsMs)}`;
  return [
    line('adaptive', report),
    line('silence timer', report.timer),
    `as shipped: ${report.cutOffs} of ${report.turns} turns cut, ${report.merged} joined with the next; ${report.questions} questions end after p50 ${ms(report.questionDelayMs.p50)}, p95 ${ms(report.questionDelayMs.p95)}`,
    report.assumptions,
  ].join('\n');
}

function labelledTurns(
  manifest: readonly LabelledAudio[],
): { audio: LabelledAudio; utterances: readonly LabelledUtterance[] }[] {
  const withWords = manifest.filter(({ utterances }) => utterances && utterances.length > 0);
  const used = withWords.length > 0 ? withWords : manifest;
  return used.flatMap((audio) => {
    const utterances =
      audio.utterances ??
      audio.speechSegments?.map(([startMs, endMs]) => ({ startMs, endMs, text: '', isQuestion: false }));
    return utterances && utterances.length > 0
      ? [{ audio, utterances: trimToSpeech(utterances, audio) }]
      : [];
  });
}

/** Some labels of utterances reach into the silence around them; segments of speech do not. */
function trimToSpeech(
  utterances: readonly LabelledUtterance[],
  { speechSegments = [] }: LabelledAudio,
): LabelledUtterance[] {
  return utterances.map((utterance) => {
    const inside = speechSegments.filter(
      ([startMs, endMs]) => startMs < utterance.endMs && endMs > utterance.startMs,
    );
    if (inside.length === 0) return utterance;
    const startMs = Math.max(utterance.startMs, Math.min(...inside.map(([segmentMs]) => segmentMs)));
    const endMs = Math.min(utterance.endMs, Math.max(...inside.map(([, segmentMs]) => segmentMs)));
    return { ...utterance, startMs, endMs };
  });
}

/** Every pause the front end announces, when no pause ever ends a turn. */
async function hearPauses(
  samples: Int16Array,
  detector: SpeechDetector,
  signal: AbortSignal,
): Promise<Pause[]> {
  const pauses: Pause[] = [];
  let startMs = 0;
  let open: Pick<Pause, 'endMs' | 'pausedAtMs' | 'finalPitchRise'> | undefined;
  let pauseMs = 0;
  const close = (resumedAtMs: number): void => {
    if (open) pauses.push({ startMs, ...open, resumedAtMs, pauseMs });
    open = undefined;
  };
  const events = hearSamples(
    samples,
    {
      detector,
      clock: createAudioClock(),
      hangoverMs: () => Number.POSITIVE_INFINITY,
      onPauseResumed: (_turnId, heardPauseMs) => (pauseMs = heardPauseMs),
    },
    TRAILING_MS,
    signal,
  );
  for await (const event of events) {
    if (event.type === 'speech-started') startMs = event.speechStartMs;
    if (event.type === 'speech-paused') {
      const { speechEndMs: endMs, voice } = event.segment;
      open = { endMs, pausedAtMs: event.atMs, ...(voice && { finalPitchRise: voice.finalPitchRise }) };
    }
    if (event.type === 'speech-resumed') {
      close(event.atMs);
      startMs = (pauses.at(-1)?.endMs ?? 0) + pauseMs;
    }
    if (event.type === 'turn-ended') close(Number.POSITIVE_INFINITY);
  }
  return pauses;
}

/** Lets a policy decide over the pauses of one file, with the text a recognizer would have given it. */
function decide(
  { pauses, utterances }: HeardFile,
  policy: EndpointPolicy,
  deps: { readonly judge: (text: string) => TurnText; readonly recognizerDelayMs: number },
): Operation {
  const endsMs: number[] = [];
  let turnStartMs = pauses[0]?.startMs ?? 0;
  let turnId = 'turn-0';
  for (const pause of pauses) {
    const text = wordsBetween(utterances, turnStartMs, pause.endMs);
    const textAtMs = pause.pausedAtMs + deps.recognizerDelayMs;
    const limitMs = Math.min(pause.resumedAtMs - ONSET_MS, pause.endMs + TRAILING_MS);
    let isEnded = false;
    let isTextKnown = false;
    for (let atMs = pause.pausedAtMs; atMs < limitMs && !isEnded; atMs += STEP_MS) {
      if (atMs >= textAtMs && !isTextKnown && text !== '') {
        const { finalPitchRise } = pause;
        policy.observeText(turnId, {
          ...deps.judge(text),
          ...(finalPitchRise !== undefined && { finalPitchRise }),
        });
        isTextKnown = true;
      }
      isEnded = atMs - pause.endMs >= policy.hangoverMs(turnId, 'them');
      if (isEnded) endsMs.push(atMs);
    }
    if (isEnded) {
      policy.forget(turnId);
      turnId = `turn-${endsMs.length}`;
      turnStartMs = pause.endMs;
    } else {
      policy.observePause(turnId, pause.pauseMs);
    }
  }
  return measure(utterances, endsMs);
}

function measure(utterances: readonly LabelledUtterance[], endsMs: readonly number[]): Operation {
  const delaysMs: number[] = [];
  const questionDelaysMs: number[] = [];
  let cutOffCount = 0;
  let mergedCount = 0;
  for (const { startMs, endMs, isQuestion } of utterances) {
    if (endsMs.some((atMs) => atMs > startMs + LABEL_TOLERANCE_MS && atMs < endMs - LABEL_TOLERANCE_MS))
      cutOffCount += 1;
    const nextMs = Math.min(
      ...utterances.filter((other) => other.endMs > endMs).map((other) => other.startMs),
    );
    if (nextMs < endMs + JOINED_GAP_MS) continue;
    const declaredMs = endsMs.find((atMs) => atMs >= endMs - LABEL_TOLERANCE_MS);
    if (declaredMs === undefined || declaredMs > nextMs + LABEL_TOLERANCE_MS) {
      mergedCount += 1;
      continue;
    }
    delaysMs.push(declaredMs - endMs);
    if (isQuestion) questionDelaysMs.push(declaredMs - endMs);
  }
  return { delaysMs, questionDelaysMs, cutOffCount, mergedCount, turnCount: utterances.length };
}

/** Words are taken to be spread evenly over their utterance, by length. */
function wordsBetween(utterances: readonly LabelledUtterance[], fromMs: number, toMs: number): string {
  const words: string[] = [];
  for (const { startMs, endMs, text } of utterances) {
    const bare = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}'\s-]/gu, ' ')
      .trim();
    if (bare === '') continue;
    let letters = 0;
    for (const word of bare.split(/\s+/)) {
      letters += word.length + 1;
      const wordEndMs = startMs + ((endMs - startMs) * letters) / (bare.length + 1);
      if (wordEndMs > fromMs + LABEL_TOLERANCE_MS && wordEndMs <= toMs + LABEL_TOLERANCE_MS) words.push(word);
    }
  }
  return words.join(' ');
}

/** The same rules with less or more patience. */
function policyFamily(): readonly (() => EndpointPolicy)[] {
  return EAGERNESSES.map((eagerness) => () => {
    const { minHangoverMs, maxHangoverMs } = defaultSettings.turn;
    const hastyMs = Math.max(MIN_HASTY_MS, minHangoverMs - HASTE_MS * Math.max(0, eagerness));
    const policy = createEndpointPolicy({ minHangoverMs: hastyMs, maxHangoverMs });
    return {
      ...policy,
      observeText: (turnId, text) =>
        policy.observeText(turnId, { ...text, completeness: shiftLogOdds(text.completeness, eagerness) }),
    };
  });
}

function shiftLogOdds(probability: number, shift: number): number {
  return 1 / (1 + (1 / probability - 1) * Math.exp(-shift));
}

function silenceTimer(durationMs: number): EndpointPolicy {
  return {
    observeText: () => undefined,
    observePause: () => undefined,
    hangoverMs: () => durationMs,
    forget: () => undefined,
  };
}

function scoreOf(shipped: Operation, points: readonly Operation[]): EndpointScore {
  const median = ({ delaysMs }: Operation): number => distribution(delaysMs).p50;
  const rateOf = ({ cutOffCount, turnCount }: Operation): number => cutOffCount / turnCount;
  const best = (values: readonly number[]): number | null =>
    values.length === 0 ? null : Math.min(...values);
  const cutOffsWithin = (budgetMs: number): number | null =>
    best(points.filter((point) => median(point) <= budgetMs).map(rateOf));
  return {
    delayMs: distribution(shipped.delaysMs),
    cutOffRate: { at300ms: cutOffsWithin(300), at600ms: cutOffsWithin(600) },
    delayAt5PercentCutOffsMs: best(points.filter((point) => rateOf(point) <= 0.05).map(median)),
  };
}

function joinOperations(operations: readonly Operation[]): Operation {
  return {
    delaysMs: operations.flatMap(({ delaysMs }) => delaysMs),
    questionDelaysMs: operations.flatMap(({ questionDelaysMs }) => questionDelaysMs),
    cutOffCount: operations.reduce((sum, { cutOffCount }) => sum + cutOffCount, 0),
    mergedCount: operations.reduce((sum, { mergedCount }) => sum + mergedCount, 0),
    turnCount: operations.reduce((sum, { turnCount }) => sum + turnCount, 0),
  };
}

function distribution(values: readonly number[]): { p50: number; p95: number } {
  if (values.length === 0) return { p50: Number.NaN, p95: Number.NaN };
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

async function loadJudge(): Promise<NonNullable<EndpointOptions['judge']>> {
  const detector = await loadQuestionDetector({
    path: QUESTION_WEIGHTS,
    sensitivity: () => 0.5,
    log: silentLogger,
  });
  return (text) => detector.judge({ text, channel: 'them', isPartial: true, previous: [] });
}

function memoized(judge: NonNullable<EndpointOptions['judge']>): (text: string) => TurnText {
  const known = new Map<string, TurnText>();
  return (text) => {
    const judged = known.get(text) ?? { text, ...judge(text) };
    known.set(text, judged);
    return judged;
  };
}

function ms(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : `${Math.round(value)} ms`;
}

function rate(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`;
}
