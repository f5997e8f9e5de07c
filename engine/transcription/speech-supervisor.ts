import { ActivityCounter, type Activity } from '../base/activity.ts';
import path from 'node:path';
import { logFailure } from '../base/background.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { ComponentNote } from '../protocol/component-notes.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { ModelFile } from '../protocol/events.ts';
import { RECOGNIZER_NEEDS, type RecognizerName, type Settings } from '../protocol/settings.ts';
import { samplesMs } from '../base/nouns.ts';
import type { SpeechModelKind } from '../protocol/model-kind.ts';
import { createQueue } from '../base/queue.ts';
import { PassQueue } from './pass-queue.ts';
import { createPaceKeeper, type PaceKeeper } from './pace-keeper.ts';
import { openPaceBook, paceNote, paceSubject, type PaceBook, type SpeechPace } from './speech-pace.ts';
import { createSpeechRevival, type SpeechRevival } from './speech-revival.ts';
import {
  chooseRecognizer,
  modelKindOf,
  openRecognizer,
  RECOGNIZER_OF_KIND,
  RECOGNIZERS,
  type ChosenRecognizer,
  type OpenTranscriber,
  type RecognizerDeps,
} from './recognizers/open-recognizer.ts';
import { createStandIn } from './stand-in-transcriber.ts';
import { publishSpeechPaces } from './publish-speech-paces.ts';
import { wordNote } from './word-note.ts';
import type { TranscriptPressure } from './transcript-pressure.ts';
import { sweepWavFolders } from './recognizers/base/wav-file.ts';
import { languageLimit } from './language-limit.ts';
import type { Recognition, RecognizerLimit, Transcriber } from './recognizers/base/transcriber.ts';

export interface SpeechSupervisor extends AsyncDisposable {
  /** Stands for whichever recognizer runs now; rejects with the reason while none does. */
  readonly transcriber: Transcriber;
  /** Every pass goes through it. */
  readonly queue: PassQueue;
  /**
   * Takes over from a recognizer that cannot keep up: the next smaller model that is here, loaded at its first
   * pass; while it cannot be loaded, the selected one stays in use. Undefined when there is none.
   */
  smaller(): Promise<Transcriber | undefined>;
  /** Settles when the recognizer that the settings ask for runs, or has failed to. */
  reload(): Promise<void>;
  /** Why none runs; undefined while one does. */
  failure(): EngineError | undefined;
  /** Settles when it is known how fast the recognizer that runs is here, or that it cannot be measured. */
  measured(): Promise<void>;
  /** Settles when no change of the recognizer is under way. */
  settled(): Promise<void>;
  /** Loading and passes on this machine: other work makes room for them. */
  readonly activity: Activity;
  /** Publishes what runs again: a setting that a running recognizer reads itself has changed. */
  publishState(): void;
  /** Learns how far recognition is behind. */
  observePressure(pressure: TranscriptPressure): void;
  /** What 3 s of speech takes; undefined until it was measured, and where nothing computes here. */
  pace(): SpeechPace | undefined;
  /** Process id of the speech process, where there is one. */
  readonly processId: number | undefined;
}

export interface SpeechSupervisorDeps extends RecognizerDeps, EngineContext {
  /** A chat model of this machine loads or answers: what is measured meanwhile says nothing about the machine. */
  readonly isModelAtWork: () => boolean;
}

const CHOOSE_MODEL = { label: 'Pick another model', kind: 'open-settings', target: 'speech' } as const;
const UNFIT = { status: 'degraded', action: CHOOSE_MODEL } as const;
/** How long closing waits for a recognizer that is still being loaded. */
const CLOSE_DEADLINE_MS = 500;

/** Keeps the recognizer that the settings ask for open, and says what runs or why nothing does. */
export function createSpeechSupervisor(deps: SpeechSupervisorDeps): SpeechSupervisor {
  return new Supervisor(deps);
}

interface Running extends ChosenRecognizer {
  readonly recognizer: OpenTranscriber;
}

class Supervisor implements SpeechSupervisor {
  readonly transcriber: Transcriber;
  readonly queue = new PassQueue();
  readonly activity = new ActivityCounter();
  readonly #deps: SpeechSupervisorDeps;
  readonly #revival: SpeechRevival;
  readonly #book: PaceBook;
  readonly #paces: PaceKeeper;
  #running: Running | undefined;
  #reason = new EngineError('transcriber-down', 'Speech recognition is starting.', 'Wait a moment.');
  readonly #reloads = createQueue();
  #measured: Promise<void> = Promise.resolve();
  /** Of all calls, so that no call leaves a loaded model behind for the next one. */
  #small: { readonly name: string; readonly standIn: Transcriber } | undefined;
  #isClosed = false;
  /** What the newest pass failed with; undefined once one has succeeded. */
  #passFailure: EngineError | undefined;
  /** Undefined while recognition keeps up. */
  #pressure: ComponentNote | undefined;

  constructor(deps: SpeechSupervisorDeps) {
    const { dataDir, assetsDirectory, clock, log } = deps;
    this.#deps = deps;
    this.#revival = createSpeechRevival(clock);
    this.#book = openPaceBook({ directory: path.join(dataDir, 'cache'), assetsDirectory, log });
    this.#paces = createPaceKeeper({
      book: this.#book,
      queue: this.queue,
      clock,
      log,
      isBusy: () => this.activity.isBusy || deps.isModelAtWork(),
      onPace: () => {
        this.publishState();
        publishSpeechPaces(this.#book, deps.modelFiles, deps.publish).catch(
          logFailure(log, 'publish the paces'),
        );
      },
    });
    this.transcriber = this.#createTranscriber();
  }

  async smaller(): Promise<Transcriber | undefined> {
    const model = await nextSmallerModel(this.#deps, this.#running);
    if (model?.name === this.#small?.name) return this.#small?.standIn;
    await this.#small?.standIn[Symbol.asyncDispose]();
    this.#small = model && { name: model.name, standIn: this.#standInOf(model) };
    return this.#small?.standIn;
  }

  pace(): SpeechPace | undefined {
    return this.#paces.current;
  }

  measured(): Promise<void> {
    return this.#measured;
  }

  settled(): Promise<void> {
    return this.#reloads.settled();
  }

  failure(): EngineError | undefined {
    return this.#running ? undefined : this.#reason;
  }

  observePressure({ note }: TranscriptPressure): void {
    this.#pressure = note;
    this.publishState();
  }

  get processId(): number | undefined {
    return this.#running?.recognizer.processId;
  }

  reload(): Promise<void> {
    return this.#reloads.add(() => this.#replace());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#paces[Symbol.dispose]();
    // What is being opened ends itself when its parent has gone; nobody waits long for it.
    await Promise.race([this.#reloads.settled(), this.#deps.clock.sleep(CLOSE_DEADLINE_MS)]);
    await this.#small?.standIn[Symbol.asyncDispose]();
    await this.#running?.recognizer[Symbol.asyncDispose]();
  }

  publishState(): void {
    const recognizer = this.#running?.recognizer;
    if (!recognizer) return;
    const failure = this.#passFailure;
    const name = recognizer.description;
    if (failure) {
      this.#publishFailure(failure.code === 'transcriber-unauthorized' ? 'failed' : 'degraded', failure);
    } else if (this.#pressure) {
      this.#publish({ status: 'degraded', reason: wordNote(this.#pressure), name, notes: [this.#pressure] });
    } else if (recognizer.notice !== undefined) {
      this.#publish({ status: 'degraded', reason: recognizer.notice, name, action: CHOOSE_MODEL });
    } else {
      const pace = this.pace();
      const limits = ignored(recognizer, this.#deps.settings().speech);
      const notes: ComponentNote[] = [
        ...(pace ? [paceNote(pace)] : []),
        ...limits.map((limit) => ({ kind: 'limit', limit }) as const),
      ];
      const reason = [name, ...notes.map(wordNote)].join(' · ');
      // What it writes of a call in another language is not what is said.
      const isDeaf = limits.includes('english-only') || limits.includes('unknown-language');
      this.#publish({ reason, name, notes, ...(isDeaf ? UNFIT : { status: 'ready' }) });
    }
  }

  async #replace(): Promise<void> {
    const { log } = this.#deps;
    const previous = this.#running?.recognizer;
    this.#running = undefined;
    await previous?.[Symbol.asyncDispose]();
    if (this.#isClosed) return;
    this.#passFailure = undefined;
    this.#pressure = undefined;
    this.#publish({ status: 'starting', reason: 'Loading the speech model' });
    using _ = this.activity.begin();
    try {
      // A killed Sotto could not delete what it had handed to another program; it is deleted now.
      await sweepWavFolders();
      const chosen = await chooseRecognizer(this.#deps);
      const subject = paceSubject(chosen);
      const pace = subject && (await this.#book.find(subject).catch(() => undefined));
      const deps = { ...this.#deps, threadCount: pace?.threadCount };
      const recognizer = await openRecognizer(chosen, deps, (state) => this.#onOwnState(state));
      this.#running = { ...chosen, recognizer };
      this.publishState();
      this.#measured = this.#paces.follow(subject, recognizer).catch(logFailure(log, 'follow the pace'));
    } catch (error) {
      this.#reason = asEngineError(error);
      this.#publishFailure('failed', this.#reason);
    }
  }

  #createTranscriber(): Transcriber {
    const describe = (): string => this.#running?.recognizer.description ?? this.#reason.message;
    return {
      get description() {
        return describe();
      },
      transcribe: (speech, options, signal) => this.#transcribe(speech, options, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async #transcribe(
    ...[speech, options, signal]: Parameters<Transcriber['transcribe']>
  ): Promise<Recognition> {
    // Speech that comes while the model loads waits for it; nothing said is lost.
    if (!this.#running) await this.#reloads.settled();
    signal.throwIfAborted();
    if (!this.#running) throw this.#reason;
    const { name, recognizer } = this.#running;
    // A recognizer on a server takes no cores here.
    using _ = RECOGNIZER_NEEDS[name] === 'server' ? undefined : this.activity.begin();
    this.#paces.noteSpeech();
    try {
      await this.#revival.beforePass(recognizer);
      const recognition = await recognizer.transcribe(speech, options, signal);
      this.#paces.observe(recognition, samplesMs(speech.samples.length));
      this.#notePass(undefined);
      return recognition;
    } catch (error) {
      // Neither an abort nor its own end is a failure of the recognizer.
      const isInUse = !signal.aborted && !this.#isClosed && recognizer === this.#running?.recognizer;
      if (error instanceof EngineError && isInUse) this.#notePass(error);
      throw error;
    }
  }

  #notePass(failure: EngineError | undefined): void {
    // A recognizer that restarts itself says so itself.
    if (failure?.code === 'transcriber-down' && this.#running?.recognizer.restart) {
      this.#revival.noteDown();
      return;
    }
    if (failure?.message === this.#passFailure?.message) return;
    this.#passFailure = failure;
    this.publishState();
  }

  #standInOf({ name, recognizer, kind }: SmallerModel): Transcriber {
    const deps = this.#deps;
    return createStandIn({
      open: async () =>
        RECOGNIZERS[recognizer].open(await deps.modelFiles.resolve(kind, name), deps, () => undefined),
      main: this.transcriber,
      clock: deps.clock,
      onFailure: ({ code, message }) => {
        deps.log.warn('the smaller speech model cannot take over', { name, code });
        const reason = `The smaller speech model ${name} cannot take over: ${message} The selected model stays in use.`;
        this.#publish({ status: 'degraded', reason });
      },
    });
  }

  #onOwnState(state: ComponentState): void {
    if (state.status === 'ready') this.publishState();
    else this.#deps.publishState(state);
  }

  #publishFailure(status: 'failed' | 'degraded', failure: EngineError): void {
    const { message, remedy, code } = failure;
    this.#publish({ status, reason: `${message} ${remedy}`, code, action: actionFor(failure) });
  }

  #publish(state: Omit<ComponentState, 'component'>): void {
    this.#deps.publishState({ component: 'speech', ...state });
  }
}

interface SmallerModel {
  readonly name: string;
  readonly recognizer: RecognizerName;
  readonly kind: SpeechModelKind;
}

/** The largest speech model here that is smaller than the one in use, for the same recognizer. */
async function nextSmallerModel(
  { settings, modelFiles }: RecognizerDeps,
  running: ChosenRecognizer | undefined,
): Promise<SmallerModel | undefined> {
  const recognizer = running?.name;
  const kind = recognizer && modelKindOf(recognizer);
  if (!kind || RECOGNIZER_OF_KIND[kind] !== recognizer) return undefined;
  const { model } = settings().speech;
  const present = (await modelFiles.list(kind))
    .filter((file) => file.isPresent)
    .toSorted((a, b) => b.bytes - a.bytes);
  const isRunning = async ({ name }: ModelFile): Promise<boolean> =>
    (await modelFiles.resolve(kind, name).catch(() => undefined)) === running?.modelPath;
  let current = present.find((file) => file.name === model);
  for (const file of present) current ??= (await isRunning(file)) ? file : undefined;
  const next = present.find((file) => current !== undefined && file.bytes < current.bytes);
  return next && { name: next.name, recognizer, kind };
}

/** Active settings that the recognizer ignores. */
function ignored(recognizer: Transcriber, { language, vocabulary }: Settings['speech']): RecognizerLimit[] {
  const isVocabularyIgnored = vocabulary !== '' && recognizer.limits?.includes('no-vocabulary') === true;
  const limit = languageLimit(recognizer, language);
  return [...(isVocabularyIgnored ? (['no-vocabulary'] as const) : []), ...(limit ? [limit] : [])];
}

function actionFor(error: EngineError): NonNullable<ComponentState['action']> {
  if (error.code === 'speech-model-missing')
    return { label: 'Get a speech model', kind: 'download-speech-model' };
  if (error.code === 'speech-model-invalid') return CHOOSE_MODEL;
  if (error.code === 'transcriber-unauthorized')
    return { label: 'Enter the token', kind: 'open-settings', target: 'speech' };
  return { label: 'Try again', kind: 'retry', target: 'speech' };
}
