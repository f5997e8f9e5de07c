import { rm } from 'node:fs/promises';
import path from 'node:path';
import { applySettings } from './apply-settings.ts';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import { isOwnProcess } from './base/own-process.ts';
import { expireCalls } from './call/expire-calls.ts';
import { createPastCalls } from './call/past-calls.ts';
import { forgetNewestCall, wipeCalls } from './call/wipe-calls.ts';
import type { CaptureSource } from './capture/capture-source.ts';
import { watchMicrophoneUsers } from './capture/microphone-users.ts';
import { watchWindowsMicrophoneUsers } from './capture/windows-microphone-users.ts';
import { createEngineCore, type EngineCore, type EngineOptions } from './parts/engine-core.ts';
import { executeCommand, publishModelFiles, type CommandTargets } from './execute-command.ts';
import { hearAndAnswer, type HearAndAnswer } from './hear-and-answer.ts';
import { noticeCalls } from './listening/notice-calls.ts';
import { requireConsent } from './listening/capture-control.ts';
import type { ListeningOptions, ListeningSession } from './listening/start-listening.ts';
import { openParts, type EngineParts } from './parts/open-parts.ts';
import type { Command } from './protocol/commands.ts';
import type { Settings } from './protocol/settings.ts';
import type { Hub } from './server/hub.ts';
import { startServer, type RunningServer } from './server/start-server.ts';
import { guardPages } from './shell/guard-pages.ts';
import { watchForUncleanEnd } from './shell/unclean-end.ts';
import { publishMetrics } from './telemetry/publish-metrics.ts';
import { watchCalls, type CallWatchers } from './watch-calls.ts';

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
  /** Settles when it is known how fast this machine hears, or that it cannot be measured; speech puts it off. */
  speechMeasured(): Promise<void>;
  /** Settles when every turn so far has its speaker, or is in doubt for good. */
  speakersLabelled(): Promise<void>;
  /** Settles when a model was chosen or none could be. */
  modelChosen(): Promise<void>;
  /** Settles when no question waits for its answer. */
  answered(): Promise<void>;
}

/** Everything that commands reach. */
interface EngineInside {
  readonly core: EngineCore;
  readonly parts: EngineParts;
  readonly watchers: CallWatchers;
  readonly work: HearAndAnswer;
}

/**
 * Makes every part, in order; they end in the reverse order.
 * @param signal ends the attempt to start; a running engine is ended by disposing it.
 * @throws EngineError 'port-taken' | 'already-running' | 'bad-settings'
 */
export async function startEngine(options: EngineOptions, signal: AbortSignal): Promise<Engine> {
  await using undo = new AsyncDisposableStack();
  const core = createEngineCore(options, undo);
  const { hub, clock, log, background, closing } = core;
  const parts = await openParts(core, options, (before, after) =>
    applySettings(before, after, { ...core, ...parts, ...watchers, ...work }),
  );
  const watchers = await watchCalls(core, parts, options, () => server?.clientCount ?? 0);
  const work = await hearAndAnswer(core, parts, watchers);
  const { speech, chatModel, settings } = parts;
  const targets = targetsOf({ core, parts, watchers, work }, options);
  const execute = (command: Command): Promise<void> => executeCommand(command, targets);
  const server = await serve({ core, parts, watchers, work }, options, execute, signal);

  // What takes long begins once the caller knows where the engine is.
  const started = new Promise((resolve) => setImmediate(resolve));
  const withTokens = started.then(() => parts.accessTokens.loaded);
  const speechReady = options.warm.includes('speech') ? withTokens.then(() => speech.reload()) : started;
  const modelChosen = options.warm.includes('model') ? chatModel.reload() : started;
  // Whether or not the caller waits for them.
  background('load the recognizer', () => speechReady);
  background('choose a model', () => modelChosen);
  background('delete calls past their time', () =>
    started.then(() => expire({ core, parts, watchers, work })),
  );
  if (server) {
    closing.own('server', server);
    hub.subscribe(watchForUncleanEnd(parts.context).observe);
    background('list model files', () => started.then(() => publishModelFiles(targets)));
    background('load the voice detector', () => started.then(() => parts.voices.warm()));
    background('notice calls', () =>
      noticeCalls(
        {
          ...parts.context,
          watchUsers: (signal) =>
            process.platform === 'win32'
              ? watchWindowsMicrophoneUsers(clock, signal)
              : watchMicrophoneUsers(signal),
          isOwn: isOwnProcess,
          isListening: () => work.capture.isListening,
          isQuiet: () => watchers.open.isQuiet,
          stop: work.capture.stop,
        },
        core.run.signal,
      ),
    );
    background('publish metrics', () =>
      publishMetrics(watchers.metrics, work.answers.counters, core.publish, clock, core.run.signal),
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
    listenTo: work.listenTo,
    requireConsent: () => requireConsent(settings.current()),
    speechReady: async () => {
      await speechReady;
      const failure = speech.failure();
      if (failure) throw failure;
    },
    speechMeasured: () => speech.measured(),
    speakersLabelled: () => parts.speakers.settled(),
    modelChosen: async () => {
      await modelChosen;
    },
    answered: watchers.open.answered,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function targetsOf({ core, parts, watchers, work }: EngineInside, options: EngineOptions): CommandTargets {
  return {
    ...core,
    ...parts,
    ...watchers,
    ...work,
    demoCallPath: path.join(options.assetsDirectory, 'demo', 'call.wav'),
    wipe: () =>
      wipeCalls(parts.settings.current().privacy.wipeScope, { ...core, ...parts, ...watchers, ...work }),
  };
}

function expire({ core, parts, watchers, work }: EngineInside): Promise<never> {
  return expireCalls(
    {
      ...core,
      ...parts,
      isInCall: () => work.capture.isListening || !watchers.open.isQuiet,
      forgetNewest: () => forgetNewestCall({ ...core, ...parts, ...watchers, ...work }),
      retention: () => parts.settings.current().privacy.retention,
      onSettingsChange: (listener) =>
        core.hub.subscribe(({ type }) => {
          if (type === 'settings.changed') listener();
        }),
      cacheDays: () => parts.settings.current().answer.cacheDays,
    },
    core.run.signal,
  );
}

/** @returns undefined for one-shot commands, which need no socket. */
async function serve(
  { core, parts, watchers, work }: EngineInside,
  options: EngineOptions,
  execute: (command: Command) => Promise<void>,
  signal: AbortSignal,
): Promise<RunningServer | undefined> {
  const { staticDirectory, config, confirm } = options;
  if (staticDirectory === undefined) return undefined;
  const { hub, clock, log } = core;
  const { settings, modelFiles } = parts;
  const uploads = path.join(config.dataDir, 'uploads');
  // What an upload left that broke off.
  await rm(uploads, { recursive: true, force: true });
  return startServer(
    {
      hub,
      execute: async (command, role) => {
        await guardPages(command, role, { settings: settings.current, modelFiles, confirm });
        return execute(command);
      },
      onAudio: work.capture.pushAudio,
      onCaptureGone: work.capture.notePageGone,
      socketLimitCount: config.socketLimitCount,
      secret: options.secret,
      staticDirectory,
      port: config.port,
      dataDir: config.dataDir,
      clock,
      log,
      appVersion: options.appVersion,
      monitoring: watchers.monitoring,
      models: { directory: uploads, keep: execute },
      sounds: {
        directory: path.join(uploads, 'sound'),
        requireFree: work.capture.requireFree,
        keep: work.capture.transcribeFile,
      },
      calls: createPastCalls({ ...core, ...parts, ...watchers, ...work }),
    },
    signal,
  );
}
