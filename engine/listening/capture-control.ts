import { inBackground, logFailure } from '../base/background.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { openMonitorSource } from '../capture/monitor-source.ts';
import { createPageSource } from '../capture/page-source.ts';
import { openRecorderSource } from '../capture/recorder-source.ts';
import { openFileSource } from '../capture/file-source.ts';
import { componentOf, createPageChannels, type PageChannels } from './page-channels.ts';
import { transcribeFile } from './transcribe-file.ts';
import { startLevelCheck } from './check-levels.ts';
import { testSound } from './test-sound.ts';
import type { ListeningOptions, ListeningSession } from './start-listening.ts';
import type { Settings } from '../protocol/settings.ts';
import { publishFailure } from '../base/publish-failure.ts';
import { createQueue } from '../base/queue.ts';
import type { SegmenterControl } from '../vad/segmenter-control.ts';

/** Starts and stops listening; at most one session at a time. */
export interface CaptureControl extends Pick<PageChannels, 'pushAudio' | 'report' | 'notePageGone'> {
  readonly controls: ReadonlyMap<Channel, SegmenterControl>;
  /** A call is heard through the devices, not a file. */
  readonly isListening: boolean;
  /** @throws EngineError 'consent-missing' before any device is touched. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Pausing closes the devices; resuming opens them again. */
  setPaused(isPaused: boolean): Promise<void>;
  /** Opens the devices and reports their levels until `stop`. @throws EngineError as `requireFree` does. */
  checkLevels(): Promise<void>;
  /** Reports which channel hears a tone that a page plays; listening continues afterwards. */
  test(): Promise<void>;
  /**
   * Plays a call in place of the devices: as it was spoken, or as fast as this machine can follow. It waits for its
   * tiny models, which mishear what comes to them late and in pieces.
   */
  playDemo(path: string, isFast: boolean): Promise<void>;
  /** @throws EngineError 'busy' while a call is heard, or paused, or a file is transcribed. */
  requireFree(): void;
  /**
   * Transcribes a recording in place of the devices, answers nothing of it and deletes it; `stop` ends it early.
   * Settles once it has started. @throws EngineError when the file cannot be read or Sotto is at work on another.
   */
  transcribeFile(path: string): Promise<void>;
  /**
   * Reopens the devices after a change of the audio settings or a sleep of the machine; does nothing when none is open.
   * @param sleptMs how long that sleep was.
   */
  restartIfListening(sleptMs?: number): void;
}

export interface CaptureControlDeps extends Pick<
  EngineContext,
  'settings' | 'clock' | 'log' | 'publish' | 'publishState'
> {
  readonly listen: (sources: readonly CaptureSource[], options: ListeningOptions) => ListeningSession;
  /** Settles when the recognizer runs. @throws EngineError that says why it does not. */
  readonly speechReady: () => Promise<void>;
  /** The demo call is over or was stopped. */
  readonly onDemoEnd: () => void;
}

/** @throws EngineError 'consent-missing' unless the user has agreed to capture. */
export function requireConsent(settings: Settings): void {
  if (settings.privacy.consentAtMs !== null) return;
  throw new EngineError(
    'consent-missing',
    'Sotto needs your consent before it can listen.',
    'Agree in the HUD, or run `npm run -s sotto -- consent`.',
  );
}

export function createCaptureControl(deps: CaptureControlDeps): CaptureControl {
  let isPaused = false;
  const pages = createPageChannels(deps);
  const changes = createQueue();
  const publishFailureOf = (error: unknown): void => publishFailure(error, deps.publish);
  const hearing = createHearing(deps);
  const end = async (sleptMs?: number): Promise<void> => {
    pages.end();
    await hearing.stop(sleptMs);
  };
  const publishPaused = (wanted: boolean): void => {
    isPaused = wanted;
    deps.publish({ type: 'capture.changed', isCapturing: false, isPaused, isDemo: false, channels: [] });
  };
  const requireFree = (): void => {
    if (isPaused || hearing.isLive || hearing.isFile) throw alreadyAtWork();
  };
  const opened = async (sleptMs?: number): Promise<readonly CaptureSource[]> => {
    requireConsent(deps.settings());
    await end(sleptMs);
    return pages.take(openSources(deps));
  };
  const begin = async (sleptMs?: number): Promise<void> => {
    isPaused = false;
    hearing.begin(await opened(sleptMs), { isDemo: false, isPaced: false });
  };
  const checked = async (): Promise<void> => {
    requireFree();
    hearing.check(await opened());
  };

  return {
    get controls() {
      return hearing.controls;
    },
    get isListening() {
      return hearing.isLive;
    },
    start: () => changes.add(() => begin()),
    stop: () =>
      changes.add(async () => {
        const ended = end();
        if (isPaused) publishPaused(false);
        // A source that failed before has not said that it is off.
        publishOff(deps, []);
        await ended;
      }),
    setPaused: (wanted) =>
      changes.add(async () => {
        if (!wanted) return begin();
        const ended = end();
        publishPaused(true);
        await ended;
      }),
    checkLevels: () => changes.add(checked),
    test: () =>
      changes.add(async () => {
        const isListening = hearing.isLive;
        await testSound(await opened(), deps);
        await end();
        if (isListening) await begin();
      }),
    playDemo: (path, isFast) =>
      changes.add(async () => {
        await end();
        const call = await openFileSource({ path, channel: 'them', isFast, clock: deps.clock });
        hearing.begin([call], { isDemo: true, isPaced: true });
      }),
    requireFree,
    transcribeFile: (path) =>
      changes.add(() => transcribeFile(path, { requireFree, end, begin: hearing.begin }, deps)),
    restartIfListening: (sleptMs) => {
      if (hearing.isLive) inBackground(() => changes.add(() => begin(sleptMs)), publishFailureOf);
      if (hearing.isCheck) inBackground(() => changes.add(checked), publishFailureOf);
    },
    pushAudio: pages.pushAudio,
    report: pages.report,
    notePageGone: pages.notePageGone,
  };
}

type HeardKind = 'call' | 'played' | 'file' | 'check';

/** What is heard now: at most one session. */
function createHearing(deps: CaptureControlDeps) {
  let held: { readonly session: ListeningSession; readonly kind: HeardKind } | undefined;
  const hold = (session: ListeningSession, kind: HeardKind): void => {
    held = { session, kind };
    const forget = (): void => {
      if (held?.session === session) held = undefined;
    };
    session.done.then(forget, (error: unknown) => {
      forget();
      deps.log.warn('listening ended', { error });
      publishFailure(error, deps.publish);
    });
  };
  return {
    get controls(): ReadonlyMap<Channel, SegmenterControl> {
      return held?.session.controls ?? new Map<Channel, SegmenterControl>();
    },
    /** A call, from devices. */
    get isLive(): boolean {
      return held?.kind === 'call';
    },
    /** A recording is transcribed. */
    get isFile(): boolean {
      return held?.kind === 'file';
    },
    /** Only the levels are published. */
    get isCheck(): boolean {
      return held?.kind === 'check';
    },
    begin: (sources: readonly CaptureSource[], options: ListeningOptions): ListeningSession => {
      const session = deps.listen(sources, options);
      hold(session, options.isAnswering === false ? 'file' : options.isDemo ? 'played' : 'call');
      const { onDemoEnd } = deps;
      if (options.isDemo)
        inBackground(() => session.done.then(onDemoEnd, onDemoEnd), logFailure(deps.log, 'end the demo'));
      return session;
    },
    check: (sources: readonly CaptureSource[]): void => hold(startLevelCheck(sources, deps), 'check'),
    stop: async (sleptMs?: number): Promise<void> => held?.session.stop(sleptMs),
  };
}

function alreadyAtWork(): EngineError {
  return new EngineError(
    'busy',
    'Sotto is at work on a call or a file, which this would end.',
    'Stop that, then try again.',
  );
}

function openSources(deps: CaptureControlDeps): readonly CaptureSource[] {
  const { audio } = deps.settings();
  const sources: CaptureSource[] = [];
  if (audio.microphone === 'page') {
    sources.push(createPageSource({ channel: 'me', device: 'Microphone', clock: deps.clock }));
  }
  if (audio.microphone === 'recorder') {
    sources.push(
      openRecorderSource({
        channel: 'me',
        device: audio.microphoneDevice,
        isBesideMonitor: audio.them === 'monitor',
        clock: deps.clock,
        log: deps.log,
      }),
    );
  }
  if (audio.them === 'monitor') sources.push(openMonitorSource({ clock: deps.clock, log: deps.log }));
  if (audio.them === 'page')
    sources.push(createPageSource({ channel: 'them', device: 'Sound of this computer', clock: deps.clock }));
  publishOff(deps, sources);
  if (sources.length > 0) return sources;
  throw new EngineError(
    'microphone-missing',
    'No source of sound is chosen.',
    'Choose a microphone or the other side of the call under Settings, Audio.',
  );
}

const CHANNELS = ['me', 'them'] as const;

/** What is not among `sources` is off. */
function publishOff({ publishState }: CaptureControlDeps, sources: readonly CaptureSource[]): void {
  const opened = new Set(sources.map(({ channel }) => channel));
  for (const channel of CHANNELS)
    if (!opened.has(channel))
      publishState({ component: componentOf(channel), status: 'off', reason: 'Not listening' });
}
