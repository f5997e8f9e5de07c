import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { samplesMs, type SpeechEvent, type SpeechSegment, type TranscriptEvent } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { cleanTranscript } from './clean-transcript.ts';
import { transcriptOf, voiceOf, type EndedTurn } from './ended-turn.ts';
import type { LateTurns } from './late-turns.ts';
import { wordsOf } from '../wording/bare-words.ts';
import { LocalAgreement } from './local-agreement.ts';
import type { FinalPass, PassScheduler } from './pass-scheduler.ts';
import { MIN_VOICED_MS, suppressInvented, type JudgedText } from './suppress-invented.ts';
import type { Recognition } from './recognizers/base/transcriber.ts';
import { after, anchorSampleCount, isSameSpeech, trailingSilenceMs, type Anchor } from './turn-audio.ts';

export interface TurnTranscriptionDeps {
  readonly passes: PassScheduler;
  /** The source waits for the recognizer, as a file does: no pause ends while its words are awaited. */
  readonly isPaced?: boolean | undefined;
  /** The other side has the floor: its words come first. */
  readonly isOtherSideSpeaking: () => boolean;
  /** Takes what cannot be recognized now; without it that is dropped. */
  readonly late?: LateTurns | undefined;
  readonly emit: (event: TranscriptEvent) => void;
  readonly vocabulary: () => string;
  readonly clock: Clock;
  readonly log: Logger;
}

type Of<Type extends SpeechEvent['type']> = Extract<SpeechEvent, { type: Type }>;

/** A final pass that was started at a pause. */
interface PausedPass {
  readonly pass: FinalPass;
  readonly segment: SpeechSegment;
  /** Speech resumed: the text is one more hypothesis, no longer the whole turn. */
  isSuperseded: boolean;
  isShown: boolean;
  /** What was said after the anchor, once it is known. */
  text: string | undefined;
}

/** A first partial pass needs a word's worth of speech after the pre-roll. */
const FIRST_PARTIAL_MS = 800;
const FIRST_PARTIAL_VOICED_MS = 200;
/** The detector works in steps of 32 ms; more quiet than two of them may become a pause. */
const MAX_TRAILING_SILENCE_MS = 64;
/** From here on a text is called late. */
const LATE_MS = 5_000;
/** A pause after this much audio becomes an anchor, so that long turns are not recognized again and again. */
const ANCHOR_MS = 9_000;
/** Audio that comes faster than it can be spoken is from a file: partial texts help nobody there. */
const FASTER_THAN_LIFE_RATIO = 2;

/** The transcript of one turn while it is spoken. */
export class TurnTranscription {
  readonly #deps: TurnTranscriptionDeps;
  readonly #start: Of<'speech-started'>;
  readonly #agreement = new LocalAgreement();
  readonly #over = new AbortController();
  #anchor: Anchor = { sampleCount: 0, text: '' };
  #paused: PausedPass | undefined;
  /** Aborts when a pause is over before its pass has started. */
  #settling = new AbortController();
  #heardMs = 0;
  #coveredMs = 0;
  #isPartialRunning = false;

  constructor(start: Of<'speech-started'>, deps: TurnTranscriptionDeps) {
    this.#start = start;
    this.#deps = deps;
  }

  /** Runs a partial pass when enough was said and the recognizer has time for it. */
  async extend(event: Of<'speech-extended'>, signal: AbortSignal): Promise<void> {
    this.#hear(event.segmentMs);
    if (this.#isPartialRunning || !this.#isPartialDue(event)) return;
    this.#isPartialRunning = true;
    const anchor = this.#anchor;
    const segment = after(anchor, event.read());
    try {
      // A held key opens a turn before anybody speaks: nothing is recognized in silence.
      if (segment.voicedMs < FIRST_PARTIAL_VOICED_MS) return;
      // This may be the beginning of a pause, whose pass must not wait for this one.
      if (trailingSilenceMs(segment) > MAX_TRAILING_SILENCE_MS) return;
      this.#coveredMs = event.segmentMs;
      const stop = AbortSignal.any([signal, this.#over.signal]);
      const recognition = await this.#deps.passes.runPartial(segment, stop);
      if (anchor === this.#anchor) this.#suppose(this.#judge(recognition, segment.voicedMs).text);
    } catch (error) {
      this.#deps.log.debug('partial pass dropped', { error });
    } finally {
      this.#isPartialRunning = false;
    }
  }

  get channel(): Channel {
    return this.#start.channel;
  }

  /** Starts the final pass over the speech so far; its text is published unless speech resumes first. */
  async pause({ segment }: Of<'speech-paused'>, signal: AbortSignal): Promise<void> {
    this.#hear(samplesMs(segment.samples.length));
    this.#paused?.pass.cancel(superseded());
    this.#paused = undefined;
    const rest = after(this.#anchor, segment);
    const over = AbortSignal.any([signal, this.#over.signal]);
    const settleMs = this.#deps.isPaced ? 0 : this.#deps.passes.settleMs(samplesMs(rest.samples.length));
    if (settleMs > 0) {
      const settling = new AbortController();
      this.#settling = settling;
      const isOver = AbortSignal.any([over, settling.signal]);
      await this.#deps.clock.sleep(settleMs, isOver).catch(() => undefined);
      if (isOver.aborted || this.#canWait()) return;
    }
    const pass = this.#deps.passes.startFinal(rest, over);
    const paused: PausedPass = { pass, segment, isSuperseded: false, isShown: false, text: undefined };
    this.#paused = paused;
    try {
      paused.text = this.#judge(await pass.result, rest.voicedMs).text;
    } catch (error) {
      this.#deps.log.debug('pass at a pause failed', { error });
    }
    if (this.#over.signal.aborted || this.#paused !== paused) return;
    if (paused.isSuperseded) {
      this.#useSuperseded(paused);
      return;
    }
    paused.isShown = true;
    const text = paused.text === undefined ? this.#settledText() : this.#whole(paused.text);
    this.#deps.emit({
      type: 'transcript-paused',
      ...this.#speaker(),
      text,
      committedText: wordsOf(text).slice(0, this.#agreement.committedCount).join(' '),
      ...voiceOf(segment),
    });
  }

  resume(): void {
    this.#settling.abort();
    const paused = this.#paused;
    if (!paused || paused.isSuperseded) return;
    paused.isSuperseded = true;
    // Its text would be old news, and the next pause wants the recognizer.
    paused.pass.cancelIfWaiting(superseded());
    if (!paused.isShown) return;
    this.#deps.emit({ type: 'transcript-resumed', ...this.#speaker() });
    this.#useSuperseded(paused);
  }

  /** Where passes are slow, the user's words wait until the other side has finished. */
  #canWait(): boolean {
    return this.channel === 'me' && this.#deps.isOtherSideSpeaking();
  }

  discard(): void {
    this.#drop('too-short', '');
  }

  /**
   * Publishes the whole text; the pass of the last pause is used when nothing was said since. What cannot be
   * recognized now is kept for later. Settles when the turn has its text or is given up.
   */
  async end(event: Of<'turn-ended'>, signal: AbortSignal): Promise<void> {
    this.#settling.abort();
    const { samples, ...facts } = event.segment;
    this.#hear(samplesMs(samples.length));
    if (facts.voicedMs < MIN_VOICED_MS) {
      this.#drop('too-short', '');
      return;
    }
    const rest = after(this.#anchor, event.segment);
    const ended = { facts, reason: event.reason, atMs: event.atMs, restVoicedMs: rest.voicedMs };
    const error = await this.#recognizeNow(event.segment, rest, ended, signal);
    if (!error) return;
    // Not awaited here: nothing may hold on to the samples meanwhile.
    return this.#recognizeLater(rest, ended, error, signal);
  }

  async #recognizeNow(
    segment: SpeechSegment,
    rest: SpeechSegment,
    ended: EndedTurn,
    signal: AbortSignal,
  ): Promise<EngineError | undefined> {
    try {
      const recognition = await this.#finalRecognition(segment, rest, signal);
      const isLate = this.#deps.clock.nowMs() - ended.atMs > LATE_MS;
      this.#completeOrDrop(recognition, ended, isLate);
      return undefined;
    } catch (error) {
      return signal.aborted ? undefined : asEngineError(error);
    } finally {
      this.#paused = undefined;
    }
  }

  #recognizeLater(
    rest: SpeechSegment,
    ended: EndedTurn,
    error: EngineError,
    signal: AbortSignal,
  ): Promise<void> {
    const { late, log } = this.#deps;
    if (!late) {
      log.warn('utterance not recognized', { error });
      this.#giveUp(ended, error);
      return Promise.resolve();
    }
    this.#over.abort();
    log.info('utterance kept for later', { error });
    return late.keep(
      rest,
      {
        complete: (recognition) => this.#completeOrDrop(recognition, ended, true),
        giveUp: (reason) => this.#giveUp(ended, reason),
      },
      signal,
    );
  }

  #completeOrDrop(recognition: Recognition, ended: EndedTurn, isLate: boolean): void {
    const judged = this.#judge(recognition, ended.restVoicedMs);
    const text = this.#whole(judged.text);
    if (text !== '') {
      this.#complete(ended, text, { ...(isLate && { isLate }) });
      return;
    }
    const isInvented = judged.verdict === 'invented';
    this.#drop(isInvented ? 'invented' : 'empty', isInvented ? cleanTranscript(recognition.text) : '');
  }

  /** Words that were shown as committed stay; without any the turn is dropped. */
  #giveUp(ended: EndedTurn, error: EngineError): void {
    const text = this.#settledText();
    if (text === '') this.#drop(error.code === 'backlog-full' ? 'backlog' : 'failed', '', error);
    else this.#complete(ended, text, { error });
  }

  async #finalRecognition(
    segment: SpeechSegment,
    rest: SpeechSegment,
    signal: AbortSignal,
  ): Promise<Recognition> {
    const { passes } = this.#deps;
    const paused = this.#paused;
    const isSame = paused !== undefined && !paused.isSuperseded && isSameSpeech(paused.segment, segment);
    if (!isSame) paused?.pass.cancel(superseded());
    const first = isSame ? paused.pass : passes.startFinal(rest, signal);
    first.oweText();
    try {
      return await first.result;
    } catch (error) {
      const isFinal = error instanceof EngineError && FINAL_FAILURES.has(error.code);
      if (signal.aborted || isFinal) throw error;
      const second = passes.startFinal(rest, signal);
      second.oweText();
      return await second.result;
    }
  }

  #complete(
    ended: EndedTurn,
    text: string,
    { isLate, error }: { isLate?: boolean; error?: EngineError },
  ): void {
    this.#over.abort();
    this.#deps.emit({
      type: 'transcript-completed',
      transcript: transcriptOf(ended, text, { completedAtMs: this.#deps.clock.nowMs(), isLate }),
      ...(error && { error }),
    });
  }

  #drop(
    reason: Extract<TranscriptEvent, { type: 'transcript-dropped' }>['reason'],
    text: string,
    error?: EngineError,
  ): void {
    this.#over.abort();
    this.#deps.emit({
      type: 'transcript-dropped',
      ...this.#speaker(),
      reason,
      text,
      ...(error && { error }),
    });
  }

  #hear(segmentMs: number): void {
    this.#deps.passes.earn(Math.max(0, segmentMs - this.#heardMs));
    this.#heardMs = Math.max(this.#heardMs, segmentMs);
  }

  #isPartialDue({ segmentMs, atMs }: Of<'speech-extended'>): boolean {
    const { passes } = this.#deps;
    const audioMs = segmentMs - samplesMs(this.#anchor.sampleCount);
    const isFile = segmentMs > FASTER_THAN_LIFE_RATIO * (atMs - this.#start.atMs) + FIRST_PARTIAL_MS;
    return (
      audioMs >= FIRST_PARTIAL_MS &&
      !isFile &&
      segmentMs - this.#coveredMs >= passes.partialStepMs &&
      passes.canRunPartial(audioMs)
    );
  }

  /** Takes the text after the anchor as one more hypothesis and shows what it changes. */
  #suppose(text: string): void {
    if (this.#over.signal.aborted || text === '') return;
    this.#agreement.push(joined(this.#anchor.text, text));
    const { committedText, volatileText } = this.#agreement;
    this.#deps.emit({
      type: 'transcript-extended',
      ...this.#speaker(),
      text: committedText,
      volatile: volatileText,
    });
  }

  /** The text up to a pause is a hypothesis like others once speech has resumed. */
  #useSuperseded({ text, segment }: PausedPass): void {
    if (text === undefined) return;
    this.#suppose(text);
    this.#setAnchor(segment, text);
  }

  /** After a long stretch, a pause is where the text so far is settled and later passes begin. */
  #setAnchor(segment: SpeechSegment, text: string): void {
    const sampleCount = anchorSampleCount(segment);
    if (text === '' || samplesMs(sampleCount - this.#anchor.sampleCount) < ANCHOR_MS) return;
    this.#anchor = { sampleCount, text: this.#whole(text) };
  }

  #judge(recognition: Recognition, voicedMs: number): JudgedText {
    return suppressInvented(recognition, { voicedMs, vocabulary: this.#deps.vocabulary() });
  }

  #whole(text: string): string {
    return this.#agreement.reconcile(joined(this.#anchor.text, text));
  }

  /** What never changes: the text up to the anchor and the committed words. */
  #settledText(): string {
    return this.#whole('');
  }

  #speaker(): { turnId: string; channel: Channel; atMs: number } {
    const { turnId, channel } = this.#start;
    return { turnId, channel, atMs: this.#deps.clock.nowMs() };
  }
}

/** Failures that a retry cannot fix. */
const FINAL_FAILURES: ReadonlySet<string> = new Set([
  'backlog-full',
  'transcriber-down',
  'transcriber-unauthorized',
]);

function joined(left: string, right: string): string {
  return `${left} ${right}`.trim();
}

function superseded(): DOMException {
  return new DOMException('Speech continued.', 'AbortError');
}
