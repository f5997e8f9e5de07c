import path from 'node:path';
import { logFailure } from '../base/background.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { ComponentState } from '../protocol/events.ts';
import type { Settings } from '../protocol/settings.ts';
import { samplesMs } from '../base/nouns.ts';
import { createPaceKeeper } from './pace-keeper.ts';
import { describePace, openPaceBook, type SpeechPace } from './speech-pace.ts';
import { createSpeechRevival } from './speech-revival.ts';
import {
  chooseRecognizer,
  openRecognizer,
  paceSubject,
  RECOGNIZERS,
  type OpenTranscriber,
  type RecognizerDeps,
  type RecognizerName,
} from './recognizers/open-recognizer.ts';
import { createStandIn } from './stand-in-transcriber.ts';
import type { TranscriptPressure } from './transcript-pressure.ts';
import { sweepWavFolders } from './recognizers/wav-file.ts';
import type { RecognizerLimit, Transcriber } from './transcriber.ts';

export interface SpeechSupervisor extends AsyncDisposable {
  /** Stands for whichever recognizer runs now; rejects with the reason while none does. */
  readonly transcriber: Transcriber;
  /**
   * Takes over from a recognizer that cannot keep up: the next smaller model that is here, loaded at its first
   * pass; while it cannot be loaded the chosen one goes on. Undefined when there is none.
   */
  smaller(): Promise<Transcriber | undefined>;
  /** Settles when the recognizer that the settings ask for runs, or has failed to. */
  reload(): Promise<void>;
  /** Why none runs; undefined while one does. */
  failure(): EngineError | undefined;
  /** Settles when no change of the recognizer is under way. */
  settled(): Promise<void>;
  /** A pass runs or waits: unasked work of others had better not begin. */
  isBusy(): boolean;
  /** Says anew what runs: a setting that a running recognizer reads itself has changed. */
  tellState(): void;
  /** Tells how far recognition is behind. */
  observePressure(pressure: TranscriptPressure): void;
  /** What 3 s of speech take here; undefined until it was measured, and where nothing computes here. */
  pace(): SpeechPace | undefined;
  /** Process id of the speech process, where there is one. */
  readonly processId: number | undefined;
}

export interface SpeechSupervisorDeps extends RecognizerDeps, EngineContext {
  /** A chat model of this machine loads or answers: what is measured meanwhile says nothing about the machine. */
  readonly isModelAtWork: () => boolean;
}

const CHOOSE_MODEL = { label: 'Pick another model', kind: 'open-settings', target: 'speech' } as const;
/** How long closing waits for a recognizer that is still being loaded. */
const CLOSE_DEADLINE_MS = 500;

/** Keeps the recognizer that the settings ask for open, and says what runs or why nothing does. */
export function createSpeechSupervisor(deps: SpeechSupervisorDeps): SpeechSupervisor {
  let running: OpenTranscriber | undefined;
  let runningName: RecognizerName | undefined;
  let limits: readonly RecognizerLimit[] = [];
  let reason = new EngineError('transcriber-down', 'Speech recognition is starting.', 'Wait a moment.');
  let turn: Promise<void> = Promise.resolve();
  /** Of all calls, so that no call leaves a loaded model behind for the next one. */
  let small: { readonly name: string; readonly standIn: Transcriber } | undefined;
  let isClosed = false;
  let runningPassCount = 0;
  /** What the newest pass failed with; undefined once one has succeeded. */
  let passFailure: EngineError | undefined;
  /** Why recognition is behind; '' while it keeps up. */
  let pressureReason = '';
  const revival = createSpeechRevival(deps.clock);
  const paces = createPaceKeeper({
    book: openPaceBook({
      directory: path.join(deps.dataDir, 'cache'),
      assetsDirectory: deps.assetsDirectory,
      log: deps.log,
    }),
    clock: deps.clock,
    log: deps.log,
    isBusy: () => runningPassCount > 0 || deps.isModelAtWork(),
    onPace: () => {
      if (running) tellRunning();
    },
  });

  const tell = (state: Omit<ComponentState, 'component'>): void =>
    deps.tellState({ component: 'speech', ...state });
  const replace = async (): Promise<void> => {
    const previous = running;
    running = undefined;
    await previous?.[Symbol.asyncDispose]();
    if (isClosed) return;
    passFailure = undefined;
    pressureReason = '';
    tell({ status: 'starting', reason: 'Loading the speech model' });
    try {
      // A killed Sotto could not delete what it had handed to another program; it goes whichever comes now.
      await sweepWavFolders();
      const chosen = await chooseRecognizer(deps);
      const opened = await openRecognizer(chosen, deps, onOwnState);
      limits = opened.limits ?? [];
      runningName = chosen.name;
      running = opened;
      tellRunning();
      paces.follow(paceSubject(chosen), opened).catch(logFailure(deps.log, 'follow the pace'));
    } catch (error) {
      reason = asEngineError(error);
      tellFailure('failed', reason);
    }
  };
  const tellFailure = (status: 'failed' | 'degraded', failure: EngineError): void =>
    tell({
      status,
      reason: `${failure.message} ${failure.remedy}`,
      code: failure.code,
      action: actionFor(failure),
    });
  const tellRunning = (): void => {
    if (passFailure)
      tellFailure(passFailure.code === 'transcriber-unauthorized' ? 'failed' : 'degraded', passFailure);
    else if (pressureReason !== '') tell({ status: 'degraded', reason: pressureReason });
    else if (running?.notice !== undefined)
      tell({ status: 'degraded', reason: running.notice, action: CHOOSE_MODEL });
    else
      tell({
        status: 'ready',
        reason: [running?.description, ...paceWords(), ...ignored(limits, deps)].join(' · '),
      });
  };
  const paceWords = (): string[] => (paces.current ? [describePace(paces.current)] : []);
  const onOwnState = (state: ComponentState): void => {
    if (state.status !== 'ready') deps.tellState(state);
    else if (running) tellRunning();
  };
  const notePass = (failure: EngineError | undefined): void => {
    // A recognizer that restarts itself says so itself.
    if (failure?.code === 'transcriber-down' && running?.restart) {
      revival.noteDown();
      return;
    }
    if (failure?.message === passFailure?.message) return;
    passFailure = failure;
    tellRunning();
  };

  const transcriber: Transcriber = {
    get description() {
      return running?.description ?? reason.message;
    },
    transcribe: async (speech, options, signal) => {
      // Speech that comes while the model loads waits for it; nothing said is lost.
      if (!running) await turn;
      signal.throwIfAborted();
      if (!running) throw reason;
      const recognizer = running;
      runningPassCount += 1;
      paces.yield();
      try {
        await revival.beforePass(recognizer);
        const recognition = await recognizer.transcribe(speech, options, signal);
        paces.observe(recognition, samplesMs(speech.samples.length));
        notePass(undefined);
        return recognition;
      } catch (error) {
        // An abort is no failure of the recognizer.
        if (error instanceof EngineError) notePass(error);
        throw error;
      } finally {
        runningPassCount -= 1;
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  const standInOf = ({ name, recognizer, kind }: SmallerModel): Transcriber =>
    createStandIn({
      open: async () =>
        RECOGNIZERS[recognizer].open(await deps.models.resolve(kind, name), deps, () => undefined),
      main: transcriber,
      clock: deps.clock,
      onFailure: ({ code, message }) => {
        deps.log.warn('the smaller speech model cannot take over', { name, code });
        const reason = `The smaller speech model ${name} cannot take over: ${message} The chosen one goes on.`;
        tell({ status: 'degraded', reason });
      },
    });

  return {
    transcriber,
    smaller: async () => {
      const model = await nextSmallerModel(deps, runningName);
      if (model?.name === small?.name) return small?.standIn;
      await small?.standIn[Symbol.asyncDispose]();
      small = model && { name: model.name, standIn: standInOf(model) };
      return small?.standIn;
    },
    pace: () => paces.current,
    settled: () => turn,
    failure: () => (running ? undefined : reason),
    isBusy: () => runningPassCount > 0,
    tellState: () => {
      if (running) tellRunning();
    },
    observePressure: (pressure) => {
      pressureReason = pressure.reason;
      if (running) tellRunning();
    },
    get processId() {
      return running?.processId;
    },
    reload: () => {
      turn = turn.then(replace);
      return turn;
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      paces[Symbol.dispose]();
      // What is being opened ends itself when its parent has gone; nobody waits long for it.
      await Promise.race([turn, deps.clock.sleep(CLOSE_DEADLINE_MS)]);
      await small?.standIn[Symbol.asyncDispose]();
      await running?.[Symbol.asyncDispose]();
    },
  };
}

interface SmallerModel {
  readonly name: string;
  readonly recognizer: 'whisper.cpp' | 'sherpa-onnx';
  readonly kind: 'speech' | 'sherpa-onnx';
}

/** The largest speech model here that is smaller than the one in use, for the same recognizer. */
async function nextSmallerModel(
  { settings, models }: RecognizerDeps,
  recognizer: RecognizerName | undefined,
): Promise<SmallerModel | undefined> {
  if (recognizer !== 'whisper.cpp' && recognizer !== 'sherpa-onnx') return undefined;
  const kind = recognizer === 'whisper.cpp' ? 'speech' : 'sherpa-onnx';
  const { model } = settings().speech;
  const present = (await models.list(kind)).filter((file) => file.isPresent);
  const current = present.find((file) => file.name === model) ?? present.find((file) => file.isRecommended);
  const [next] = present
    .filter((file) => current !== undefined && file.bytes < current.bytes)
    .toSorted((a, b) => b.bytes - a.bytes);
  return next && { name: next.name, recognizer, kind };
}

/** What of the settings in force goes unheeded, in a few words each. */
function ignored(
  limits: readonly RecognizerLimit[],
  { settings }: { readonly settings: () => Settings },
): string[] {
  const { language, vocabulary } = settings().speech;
  return limits.flatMap((limit) => {
    switch (limit) {
      case 'no-vocabulary':
        return vocabulary === '' ? [] : ['applies the vocabulary afterwards'];
      case 'no-language':
        return language === 'auto' ? [] : ['ignores the language'];
      case 'english-only':
        return language === 'auto' || language === 'en' ? [] : ['speaks English only'];
    }
  });
}

function actionFor(error: EngineError): NonNullable<ComponentState['action']> {
  if (error.code === 'speech-model-missing')
    return { label: 'Get a speech model', kind: 'download-speech-model' };
  if (error.code === 'speech-model-invalid') return CHOOSE_MODEL;
  if (error.code === 'transcriber-unauthorized')
    return { label: 'Enter the token', kind: 'open-settings', target: 'speech' };
  return { label: 'Try again', kind: 'retry', target: 'speech' };
}
