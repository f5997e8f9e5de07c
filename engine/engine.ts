import path from 'node:path';
import { createAccessTokens, keepTokensInMemory, type TokenKeeper } from './settings/access-tokens.ts';
import { createAnswerControl } from './answer/answer-control.ts';
import type { AnswerDeps } from './answer/answer-questions.ts';
import { createCallHistory } from './answer/prompt/call-history.ts';
import { applySettings, applyToken } from './apply-settings.ts';
import { createBacklogGate } from './call/backlog-gate.ts';
import { createBackground } from './base/background.ts';
import { BoundedBuffer } from './base/bounded-buffer.ts';
import { systemClock, type Clock } from './base/clock.ts';
import { EngineError } from './base/engine-error.ts';
import { forkChild, type SpawnChild } from './base/fork-child.ts';
import { logLine } from './base/terminal.ts';
import { createLogger, type Logger } from './base/logger.ts';
import type { Question, QuestionEvent } from './base/nouns.ts';
import { Semaphore } from './base/semaphore.ts';
import { createCaptureControl, requireConsent } from './listening/capture-control.ts';
import type { CaptureSource } from './capture/capture-source.ts';
import type { EngineConfig } from './config.ts';
import { demoSettings } from './settings/demo-settings.ts';
import { openQuestionDetectorUpkeep } from './question/question-detector-upkeep.ts';
import { createDownloads } from './model-files/downloads.ts';
import type { EngineContext } from './base/engine-context.ts';
import { createEngineSettings } from './settings/engine-settings.ts';
import { executeCommand, publishModelFiles, type CommandTargets } from './execute-command.ts';
import { guardPages, type Confirm } from './shell/guard-pages.ts';
import { createHeldSpeech } from './listening/held-speech.ts';
import { createListener } from './listening/listen-with.ts';
import type { ListeningOptions, ListeningSession } from './listening/start-listening.ts';
import { createModelSupervisor } from './answer/servers/model-supervisor.ts';
import { answerAll } from './pipeline.ts';
import type { Command } from './protocol/commands.ts';
import type { ComponentState, UnstampedEvent } from './protocol/events.ts';
import type { Settings } from './protocol/settings.ts';
import { publishAnswers, refuseQuestion } from './call/publish-answers.ts';
import { publishFailure } from './base/publish-failure.ts';
import { publishQuestion, publishSettingsNotice } from './call/publish.ts';
import { createForgottenTurns } from './call/forgotten-turns.ts';
import { createOpenTurns } from './call/open-turns.ts';
import { createOrderedShutdown } from './shell/ordered-shutdown.ts';
import { openStores } from './open-stores.ts';
import { flushOften, recordCalls } from './call/record-calls.ts';
import { createHub, type Hub } from './server/hub.ts';
import { startServer, type RunningServer } from './server/start-server.ts';
import { openSettingsStore } from './settings/settings-store.ts';
import { createSpeechSupervisor } from './transcription/speech-supervisor.ts';
import { loadStarterQuestions } from './answer/starter-questions.ts';
import { createDiagnostics } from './telemetry/diagnostics.ts';
import { publishMetrics } from './telemetry/publish-metrics.ts';
import { createMonitoring } from './telemetry/monitoring.ts';
import { openPerformanceLog, PERFORMANCE_FILE_NAME } from './telemetry/performance-log.ts';
import { createTurnMetrics } from './telemetry/turn-metrics.ts';
import { createTurnIds } from './base/turn-ids.ts';
import { createTurnMemory } from './call/turn-memory.ts';
import { wipeCalls } from './call/wipe-calls.ts';
import { watchForUncleanEnd } from './shell/unclean-end.ts';
import { createVoiceDetectors } from './vad/voice-detectors.ts';

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
  /** Where access tokens are kept; in memory, for this run, when absent. */
  readonly tokenKeeper?: TokenKeeper;
  /** Asks the user about what a page may not decide by itself; absent where nobody can be asked. */
  readonly confirm?: Confirm | undefined;
  /** What the tokens of the server follow from, so that they outlive a restart; random when absent. */
  readonly secret?: Buffer | undefined;
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

/** More than anybody asks before the answerer gets to read: it takes each question at once. */
const QUESTION_BUFFER_COUNT = 1_024;
const WAITING_ANSWER_LIMIT_COUNT = 8;
/** Foreground, speculative, prewarm. */
const ANSWER_PRIORITY_COUNT = 3;

/**
 * Makes every part, in order; they end in the reverse order.
 * @param signal ends the attempt to start; a running engine is ended by disposing it.
 * @throws EngineError 'port-taken' | 'already-running' | 'bad-settings'
 */
export async function startEngine(options: EngineOptions, signal: AbortSignal): Promise<Engine> {
  const { config, assetsDirectory } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.logLevel, logLine);
  await using undo = new AsyncDisposableStack();
  const run = new AbortController();
  const hub = createHub({ clock, log });
  const nextTurnId = createTurnIds(clock);
  const forgotten = createForgottenTurns(nextTurnId);
  const publish = (event: UnstampedEvent): void => {
    const turnId = 'turnId' in event ? event.turnId : undefined;
    if (turnId === undefined || !forgotten.has(turnId)) hub.publish(event);
  };
  const tellState = (state: ComponentState): void => publish({ type: 'component.changed', state });
  const shutdown = createOrderedShutdown({ clock, log });
  /** Ends within its time, after every part that was made later. */
  const own = <Part extends AsyncDisposable>(name: string, part: Part): Part => {
    undo.use(shutdown.bounded(name, part));
    return part;
  };
  const background = createBackground((name, error) => {
    if (run.signal.aborted) return;
    log.warn('background work failed', { work: name, error });
    publishFailure(error, publish);
  });

  const store = await openSettingsStore({ directory: config.dataDir, overrides: config.overrides, log });
  const settings = createEngineSettings({
    store,
    demo: demoSettings(assetsDirectory),
    onNotice: (notice) => publishSettingsNotice(notice, publish),
    onChange: async (before, after) =>
      applySettings(before, after, {
        capture,
        speech,
        models,
        limiter,
        detector,
        cache,
        monitoring,
        publish,
        background,
      }),
  });
  const context: EngineContext = {
    dataDir: config.dataDir,
    assetsDirectory,
    clock,
    log,
    spawn: options.spawnChild ?? forkChild,
    settings: settings.current,
    publish,
    tellState,
  };
  publish({ type: 'settings.changed', settings: settings.current() });
  if (store.notice) publishSettingsNotice(store.notice, publish);
  for (const warning of config.warnings ?? []) log.warn('environment passed over', { warning });

  const tokens = createAccessTokens({
    keeper: options.tokenKeeper ?? keepTokensInMemory(config.tokens ?? {}, settings.current()),
    settings: settings.current,
    publish,
    onChange: (service) => applyToken(service, settings.current(), { models, speech, background }),
  });

  const { history, cache, modelFiles, keptAudio } = await openStores(context);
  undo.use(history);
  undo.use(keptAudio);
  undo.defer(shutdown.boundedWork('cache', () => cache.flush()));
  const downloads = own('downloads', createDownloads({ ...context, background }));
  const detector = own('question detector', await openQuestionDetectorUpkeep(context));
  const speech = own(
    'speech',
    createSpeechSupervisor({
      ...context,
      models: modelFiles,
      accessToken: () => tokens.current('speech'),
      isModelAtWork: (): boolean => models.isLoading || limiter.heldCount > 0,
    }),
  );
  const models = own(
    'model',
    createModelSupervisor({
      ...context,
      models: modelFiles,
      accessToken: () => tokens.current('model'),
      isAnswering: () => limiter.heldCount > 0 || limiter.waitingCount > 0,
      isSpeechBusy: speech.isBusy,
    }),
  );
  const voices = own('voice detectors', createVoiceDetectors(context));
  const metrics = createTurnMetrics();
  const diagnostics = createDiagnostics(clock, publish);
  const performanceLog = undo.use(
    openPerformanceLog({
      // One-shot commands are no real use.
      path:
        options.staticDirectory === undefined ? undefined : path.join(config.dataDir, PERFORMANCE_FILE_NAME),
      mayWrite: () => settings.current().privacy.retention === 'keep',
      clock,
      log,
    }),
  );
  const monitoring = createMonitoring({
    dataDir: config.dataDir,
    appVersion: options.appVersion,
    clock,
    log,
    readings: () => ({
      runningAnswerCount: limiter.heldCount,
      waitingAnswerCount: limiter.waitingCount,
      clientCount: server?.clientCount ?? 0,
    }),
  });
  const turns = createTurnMemory();
  const calls = recordCalls(
    history,
    () => history.state.status === 'session' || settings.current().privacy.retention === 'keep',
  );
  background('keep open turns', () => flushOften(calls, clock, run.signal));
  const callHistory = createCallHistory();
  const gate = createBacklogGate();
  const open = createOpenTurns();
  const observers = [metrics, performanceLog, monitoring, turns, calls, gate, open, detector, models];
  hub.subscribe((event) => {
    for (const observer of observers) observer.observe(event);
    diagnostics.observe(event);
  });
  await monitoring.enable(settings.current().server.metrics);

  const answers = createAnswerControl();
  const questions = new BoundedBuffer<QuestionEvent>('questions', QUESTION_BUFFER_COUNT);
  const limiter = new Semaphore({
    permitCount: settings.current().model.permitCount,
    priorityCount: ANSWER_PRIORITY_COUNT,
    queueLimitCount: WAITING_ANSWER_LIMIT_COUNT,
    order: 'newest-first',
  });
  const onQuestion = (event: QuestionEvent): void => {
    if ('question' in event && forgotten.has(event.question.turnId)) return;
    if (event.type === 'question-asked') {
      open.asked(event.question.turnId);
      gate.asked(event.question.turnId);
    }
    publishQuestion(event, publish);
    const lost = questions.push(event);
    if (lost?.type === 'question-asked') refuseQuestion(lost.question, publish, clock);
  };
  const answerDeps: AnswerDeps = {
    chatModel: models.current,
    settings: settings.current,
    cache,
    limiter,
    history: callHistory,
    control: answers,
    isIdle: () => open.isQuiet && !speech.isBusy(),
    starterQuestions: await loadStarterQuestions(assetsDirectory),
    clock,
    log,
  };
  const answering = publishAnswers(answerAll(questions, answerDeps, run.signal), publish, run.signal);

  const ask = (question: Question): void => onQuestion({ type: 'question-asked', question });
  const held = createHeldSpeech({
    clock,
    controls: () => capture.controls,
    ask,
    onMissed: (turnId) => void detector.record(turnId, 'missed').catch(() => undefined),
  });
  const listenTo = createListener(
    context,
    {
      speech,
      voices,
      detector,
      held,
      gate,
      answers,
      history,
      keptAudio,
      callHistory,
      calls,
      forgotten,
      nextTurnId,
      onQuestion,
    },
    run.signal,
  );
  const capture = createCaptureControl({
    ...context,
    listen: listenTo,
    onDemoEnd: () => background('end the demo', () => settings.setDemo(false)),
  });
  // What was heard and answered so far is safe before anything else may take its time.
  undo.defer(() => {
    calls.flush();
    history.close();
  });
  undo.defer(
    shutdown.boundedWork('listening and answers', async () => {
      run.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
      questions.end();
      await Promise.allSettled([capture.stop(), answering]);
    }),
  );

  const targets: CommandTargets = {
    clock,
    settings,
    tokens,
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
    diagnostics,
    history,
    demoCallPath: path.join(assetsDirectory, 'demo', 'call.wav'),
    nextTurnId,
    wipe: () =>
      wipeCalls(settings.current().privacy.wipeScope, {
        capture,
        answers,
        forgotten,
        callHistory,
        turns,
        calls,
        open,
        gate,
        hub,
        history,
        cache,
        keptAudio,
        detector,
        publish,
        clock,
      }),
    publish,
  };
  const execute = (command: Command): Promise<void> => executeCommand(command, targets);
  const { staticDirectory } = options;
  const server =
    staticDirectory === undefined
      ? undefined
      : await startServer(
          {
            hub,
            execute: async (command, role) => {
              await guardPages(command, role, {
                settings: settings.current,
                modelFiles,
                confirm: options.confirm,
              });
              return execute(command);
            },
            onAudio: capture.pushAudio,
            onCaptureGone: capture.notePageGone,
            socketLimitCount: config.socketLimitCount,
            secret: options.secret,
            staticDirectory,
            port: config.port,
            dataDir: config.dataDir,
            clock,
            log,
            appVersion: options.appVersion,
            monitoring,
          },
          signal,
        );
  // What takes long begins once the caller knows where the engine is.
  const started = new Promise((resolve) => setImmediate(resolve));
  const withTokens = started.then(() => tokens.loaded);
  const speechReady = options.warm.includes('speech') ? withTokens.then(() => speech.reload()) : started;
  const modelChosen = options.warm.includes('model') ? withTokens.then(() => models.reload()) : started;
  if (server) {
    own('server', server);
    hub.subscribe(watchForUncleanEnd(context).observe);
    background('list model files', () => started.then(() => publishModelFiles(targets)));
    background('load the voice detector', () => started.then(() => voices.warm()));
    background('publish metrics', () =>
      publishMetrics(metrics, answers.counters, publish, clock, run.signal),
    );
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
    modelChosen: () => modelChosen.then(() => undefined),
    answered: open.answered,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
