import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openAnswerCache } from './answer/answer-cache.ts';
import { createAnswerControl } from './answer/answer-control.ts';
import { createCallHistory } from './answer/call-history.ts';
import { applySettings } from './apply-settings.ts';
import { createBacklogGate } from './backlog-gate.ts';
import { BoundedBuffer } from './base/bounded-buffer.ts';
import { systemClock, type Clock } from './base/clock.ts';
import { EngineError } from './base/engine-error.ts';
import { forkChild, type SpawnChild } from './base/fork-child.ts';
import { createLogger, type Logger } from './base/logger.ts';
import type { Question, QuestionEvent } from './base/nouns.ts';
import { Semaphore } from './base/semaphore.ts';
import { createCaptureControl, requireConsent } from './capture-control.ts';
import type { CaptureSource } from './capture/capture-source.ts';
import type { EngineConfig } from './config.ts';
import { demoSettings } from './demo-settings.ts';
import { createDetectorCare } from './detector-care.ts';
import { createDownloads } from './downloads.ts';
import { createEngineSettings } from './engine-settings.ts';
import { executeCommand, publishModelFiles, type CommandTargets } from './execute-command.ts';
import { createHeldSpeech } from './held-speech.ts';
import { HISTORY_FILE_NAME, openHistory } from './history/history-store.ts';
import { startListening, type ListeningOptions, type ListeningSession } from './listening.ts';
import { createModelSupervisor } from './model-supervisor.ts';
import { loadManifest } from './models/model-manifest.ts';
import { openModelStore, type ModelStore } from './models/model-store.ts';
import { answerAll } from './pipeline.ts';
import type { Command } from './protocol/commands.ts';
import type { ComponentState, UnstampedEvent } from './protocol/events.ts';
import type { Settings } from './protocol/settings.ts';
import {
  publishAnswer,
  publishFailure,
  publishQuestion,
  publishSpeech,
  publishTranscript,
} from './publish.ts';
import { createOpenQuestions } from './open-questions.ts';
import { recordCalls } from './record-calls.ts';
import { createHub, type Hub } from './server/hub.ts';
import { startServer, type RunningServer } from './server/start-server.ts';
import { openSettingsStore } from './settings/settings-store.ts';
import { createSpeechSupervisor } from './speech-supervisor.ts';
import { loadStarterQuestions } from './starter-questions.ts';
import { createTurnMetrics } from './telemetry/turn-metrics.ts';
import { createTurnIds } from './turn-ids.ts';
import { createTurnMemory } from './turn-memory.ts';
import { createEndpointPolicy } from './vad/endpoint-policy.ts';
import { createVoiceDetectors } from './voice-detectors.ts';

export interface EngineOptions {
  readonly config: EngineConfig;
  /** Manifest, detector weights, starter questions and the demo. */
  readonly assetsDirectory: string;
  readonly appVersion: string;
  /** Serves the pages of this folder; absent for one-shot commands, which need no socket. */
  readonly staticDirectory?: string;
  /** Parts to make ready at once; the voice detector is made at the first sound. */
  readonly warm: readonly ('speech' | 'model')[];
  /** How processes of our own are started; a forked Node when absent. */
  readonly spawnChild?: SpawnChild;
  readonly clock?: Clock;
  readonly log?: Logger;
}

/** The running engine: everything that is not a client. */
export interface Engine extends AsyncDisposable {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Logger;
  readonly server: RunningServer | undefined;
  /** Of the speech process, while there is one. */
  readonly speechProcessId: number | undefined;
  settings(): Settings;
  /** @throws EngineError that says why the command is refused. */
  execute(command: Command): Promise<void>;
  /** Listens to sources of the caller's own, such as a file. */
  listenTo(sources: readonly CaptureSource[], options: ListeningOptions): ListeningSession;
  /** @throws EngineError 'consent-missing' */
  requireConsent(): void;
  /** Settles when the recognizer runs. @throws EngineError that says why it does not. */
  speechReady(): Promise<void>;
  /** Settles when a model was chosen or none could be. */
  modelChosen(): Promise<void>;
  /** Settles when no question waits for its answer. */
  answered(): Promise<void>;
}

const QUESTION_BUFFER_COUNT = 64;
const WAITING_ANSWER_LIMIT_COUNT = 8;
const ANSWER_PRIORITY_COUNT = 3;
const CACHE_LIMITS = { maxEntryCount: 10_000, maxBytes: 16 * 1_024 * 1_024 };
const METRICS_INTERVAL_MS = 1_000;

/**
 * Makes every part, in order; they end in the reverse order.
 * @param signal ends the attempt to start; a running engine is ended by disposing it.
 * @throws EngineError 'port-taken' | 'bad-settings'
 */
export async function startEngine(options: EngineOptions, signal: AbortSignal): Promise<Engine> {
  const { config, assetsDirectory } = options;
  const clock = options.clock ?? systemClock;
  const spawn = options.spawnChild ?? forkChild;
  const log = options.log ?? createLogger(config.logLevel, (line) => void process.stderr.write(`${line}\n`));
  await using undo = new AsyncDisposableStack();
  const run = new AbortController();
  const hub = createHub({ clock });
  const publish = (event: UnstampedEvent): void => void hub.publish(event);
  const tellState = (state: ComponentState): void => publish({ type: 'component.changed', state });

  const store = await openSettingsStore({ directory: config.dataDir, overrides: config.overrides, log });
  const settings = createEngineSettings({
    store,
    demo: demoSettings(assetsDirectory),
    onChange: async (before, after) =>
      applySettings(before, after, { capture, speech, models, limiter, detector, publish }),
  });
  publish({ type: 'settings.changed', settings: settings.current() });
  if (store.notice) {
    tellState({
      component: 'settings',
      status: 'degraded',
      reason: `${store.notice.message} ${store.notice.remedy}`,
    });
  }
  const isSessionOnly = settings.current().privacy.retention === 'session';

  const history = openHistory({
    path: isSessionOnly ? ':memory:' : path.join(config.dataDir, HISTORY_FILE_NAME),
    clock,
    log,
  });
  undo.use(history);
  const tellHistory = ({ status, message, remedy }: typeof history.state): void =>
    tellState({
      component: 'history',
      status: status === 'ready' || status === 'session' ? 'ready' : 'degraded',
      reason: `${message} ${remedy}`.trim() || 'Calls are kept on this machine',
    });
  tellHistory(history.state);
  history.onStateChange(tellHistory);

  const cache = await openAnswerCache({
    path: isSessionOnly ? undefined : path.join(config.dataDir, 'answers.json'),
    limits: CACHE_LIMITS,
    clock,
    log,
  });
  undo.defer(() => cache.flush());
  const modelFiles = await openModelStore({
    directory: path.join(config.dataDir, 'models'),
    manifest: await loadManifest(pathToFileURL(path.join(assetsDirectory, 'models.json'))),
    language: () => settings.current().speech.language,
    clock,
    log,
  });
  const downloads = undo.use(createDownloads({ publish, nowMs: () => clock.nowMs() }));
  const detector = undo.use(
    await createDetectorCare({
      dataDir: config.dataDir,
      assetsDirectory,
      settings: settings.current,
      clock,
      log,
      publish,
      tellState,
    }),
  );
  const speech = undo.use(
    createSpeechSupervisor({
      settings: settings.current,
      models: modelFiles,
      dataDir: config.dataDir,
      spawn,
      clock,
      log,
      tellState,
    }),
  );
  const models = undo.use(
    createModelSupervisor({
      settings: settings.current,
      embeddedModels: () => presentChatModels(modelFiles),
      spawnEmbedded: spawn,
      clock,
      log,
      publish,
      tellState,
    }),
  );
  const voices = undo.use(createVoiceDetectors({ settings: settings.current, log, tellState }));

  const metrics = createTurnMetrics();
  const turns = createTurnMemory();
  const calls = recordCalls(history);
  const callHistory = createCallHistory();
  const gate = createBacklogGate();
  const open = createOpenQuestions();
  hub.subscribe((event) => {
    for (const observer of [metrics, turns, calls, gate, open, detector]) observer.observe(event);
  });

  const questions = new BoundedBuffer<QuestionEvent>('questions', QUESTION_BUFFER_COUNT);
  const limiter = new Semaphore({
    permitCount: settings.current().model.permitCount,
    priorityCount: ANSWER_PRIORITY_COUNT,
    queueLimitCount: WAITING_ANSWER_LIMIT_COUNT,
    order: 'newest-first',
  });
  const answers = createAnswerControl();
  const hearQuestion = (event: QuestionEvent): void => {
    if (event.type === 'question-asked') {
      open.asked(event.question.turnId);
      gate.asked(event.question.turnId);
    }
    publishQuestion(event, publish);
    questions.push(event);
  };
  const answering = (async () => {
    const events = answerAll(
      questions,
      {
        chatModel: models.current,
        settings: settings.current,
        cache,
        limiter,
        history: callHistory,
        control: answers,
        isIdle: () => !speech.isBusy(),
        starterQuestions: await loadStarterQuestions(assetsDirectory),
        clock,
        log,
      },
      run.signal,
    );
    for await (const event of events) publishAnswer(event, publish);
  })();
  answering.catch((error: unknown) => {
    if (!run.signal.aborted) publishFailure(error, publish);
  });

  const ask = (question: Question): void => hearQuestion({ type: 'question-asked', question });
  const nextTurnId = createTurnIds(clock);
  const held = createHeldSpeech({
    clock,
    controls: () => capture.controls,
    ask,
    onMissed: (turnId) => void detector.record(turnId, 'missed').catch(() => undefined),
  });
  const policy = createEndpointPolicy(settings.current().turn);
  const listenTo = (sources: readonly CaptureSource[], listening: ListeningOptions): ListeningSession => {
    history.startCall();
    callHistory.clear();
    const parts = {
      clock,
      log,
      transcriber: speech.transcriber,
      policy,
      nextTurnId,
      language: () => settings.current().speech.language,
      vocabulary: () => settings.current().speech.vocabulary,
      questionDetector: detector.current,
      answersChannel: (channel: Question['channel']) =>
        listening.isAnswering !== false && (channel === 'them' || settings.current().audio.answerMicrophone),
      divertHeldSpeech: held.divert,
      onJudged: detector.observeJudged,
      onPressure: speech.observePressure,
      onSpeech: (event) => {
        publishSpeech(event, publish);
        gate.observeSpeech(event);
        held.observeSpeech(event);
        if (event.type === 'speech-started') answers.prefill();
      },
      onTranscript: (event) => {
        gate.observeTranscript(event);
        if (event.type === 'transcript-completed') {
          callHistory.observeTranscript(event.transcript);
          calls.observeTranscript(event.transcript);
        }
        publishTranscript(event, publish);
      },
    } satisfies Parameters<typeof startListening>[2]['parts'];
    return startListening(
      sources,
      listening,
      {
        parts,
        gate,
        clock,
        log,
        createDetector: voices.create,
        onQuestion: hearQuestion,
        publish,
        tellState,
      },
      run.signal,
    );
  };
  const capture = createCaptureControl({
    settings: settings.current,
    clock,
    log,
    listen: listenTo,
    onDemoEnd: () => void settings.setDemo(false),
    publish,
    tellState,
  });
  undo.defer(async () => {
    const closing = new EngineError('internal', 'Sotto is closing.', 'Start it again.');
    run.abort(closing);
    questions.end();
    await Promise.allSettled([capture.stop(), answering]);
  });

  const targets: CommandTargets = {
    clock,
    settings,
    capture,
    held,
    ask,
    answers,
    turns,
    models,
    speech,
    modelFiles,
    downloads,
    detector,
    metrics,
    history,
    demoCallPath: path.join(assetsDirectory, 'demo', 'call.wav'),
    nextTurnId,
    publish,
  };
  const execute = (command: Command): Promise<void> => executeCommand(command, targets);
  const server =
    options.staticDirectory === undefined
      ? undefined
      : await startServer(
          {
            hub,
            execute,
            onAudio: capture.pushAudio,
            staticDirectory: options.staticDirectory,
            port: config.port,
            clock,
            log,
            appVersion: options.appVersion,
          },
          signal,
        );
  if (server) undo.use(server);
  const speechReady = options.warm.includes('speech') ? speech.reload() : Promise.resolve();
  const modelChosen = options.warm.includes('model') ? models.reload() : Promise.resolve();
  if (server) {
    void publishModelFiles(targets);
    void tellMetrics(metrics, publish, clock, run.signal).catch(() => undefined);
  }

  const owned = undo.move();
  return {
    hub,
    clock,
    log,
    server,
    get speechProcessId() {
      return speech.processId;
    },
    settings: settings.current,
    execute,
    listenTo,
    requireConsent: () => requireConsent(settings.current()),
    speechReady: async () => {
      await speechReady;
      const failure = speech.failure();
      if (failure) throw failure;
    },
    modelChosen: () => modelChosen,
    answered: open.settled,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** GGUF files that can be loaded, the one that suits this machine best first. */
async function presentChatModels(store: ModelStore): Promise<readonly { name: string; path: string }[]> {
  const present = (await store.list('chat')).filter((file) => file.isPresent);
  const bestFirst = present.toSorted((a, b) => Number(b.isRecommended) - Number(a.isRecommended));
  return Promise.all(bestFirst.map(async ({ name }) => ({ name, path: await store.resolve('chat', name) })));
}

async function tellMetrics(
  metrics: ReturnType<typeof createTurnMetrics>,
  publish: (event: UnstampedEvent) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let toldText = ''; ;) {
    await clock.sleep(METRICS_INTERVAL_MS, signal);
    const reading = metrics.read();
    const text = JSON.stringify(reading);
    if (text !== toldText) publish({ type: 'metrics.measured', ...reading });
    toldText = text;
  }
}
