import { inBackground } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { asEngineError, type EngineError } from '../base/engine-error.ts';
import type { LogFields, Logger } from '../base/logger.ts';
import type { AudioFrame } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from './capture-source.ts';
import { readRecording, type RecordingChild, type RecordingFailure } from './child-recording.ts';
import { LiveBuffer } from './live-buffer.ts';
import { restartRecording } from './restart-recording.ts';
import type { SoundServerReading } from './sound-server.ts';
import { tryReadSoundServer, watchSource, type RecordedSource } from './watch-source.ts';

const IS_LINUX = process.platform === 'linux';

/** A channel that a program of the system records. */
export interface ProgramSource extends CaptureSource {
  /** Frames lost because the pipeline was more than five seconds late. */
  readonly droppedFrameCount: number;
}

export interface RecordingProgram {
  readonly name: string;
  /** Starts writing raw s16 LE mono PCM at PIPELINE_RATE_HZ to stdout. @throws when it cannot be started. */
  start(): RecordingChild;
}

export interface ProgramSourceOptions {
  readonly channel: Channel;
  /** Shown until the sound server says what is recorded. */
  readonly label: string;
  /** @returns the programs that can record, best first. @throws EngineError 'recorder-missing' for none. */
  readonly find: () => Promise<readonly RecordingProgram[]>;
  readonly explain: (failure: RecordingFailure) => EngineError;
  /** @throws EngineError when what is to be recorded is not there, though the sound server offers another source. */
  readonly requireSource?: (server: SoundServerReading) => void;
  /** @returns the name of the source that a recording was taken from against the user's wish, if it was. */
  readonly takenFrom?: (recorded: RecordedSource) => string | undefined;
  /** @throws EngineError when the sound server has put another source in place of the chosen one. */
  readonly requireChosen: (recorded: RecordedSource) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Records with the first program that gets any sound, waits for a source that is not there, and starts again what
 * breaks off or what the sound server moves to a source that was not chosen. `device` names what is recorded now.
 */
export function openProgramSource(options: ProgramSourceOptions): ProgramSource {
  const { channel, clock, log } = options;
  let device = options.label;
  let awayFor: EngineError | undefined;
  let droppedBeforeCount = 0;
  let buffer = new LiveBuffer(`recorder-${channel}`, clock);

  /** While the device is away, each attempt goes the same way. */
  const note = (message: string, fields: LogFields): void =>
    (awayFor ? log.debug : log.info)(message, { channel, ...fields });

  const recordWith = async function* (
    program: RecordingProgram,
    signal: AbortSignal,
  ): AsyncGenerator<AudioFrame, void, undefined> {
    const server = await readServer();
    signal.throwIfAborted();
    note('recorder started', { recorder: program.name });
    droppedBeforeCount += buffer.droppedFrameCount;
    const filled = new LiveBuffer(`recorder-${channel}`, clock);
    buffer = filled;
    const explain = (failure: RecordingFailure): EngineError => {
      // The program's own words go to the log; users see ours.
      note('a recorder stopped', { recorder: program.name, reason: failure.reason });
      return options.explain(failure);
    };
    const child = program.start();
    const over = new AbortController();
    const recording = AbortSignal.any([signal, over.signal]);
    const onSource = (recorded: RecordedSource): void => {
      try {
        options.requireChosen(recorded);
        device = recorded.source.description;
      } catch (error) {
        filled.end(error);
      }
    };
    if (IS_LINUX && child.pid !== undefined) {
      const { takenFrom } = options;
      const watched = { processId: child.pid, before: server, onSource, takenFrom };
      inBackground(
        () => watchSource(watched, { clock, log }, recording),
        () => undefined,
      );
    }
    try {
      yield* readRecording(child, filled, channel, explain, signal);
    } finally {
      over.abort();
    }
  };

  const onAway = (error: unknown): void => {
    awayFor = asEngineError(error);
  };
  return {
    channel,
    get device() {
      return device;
    },
    get awayFor() {
      return awayFor;
    },
    get droppedFrameCount() {
      return droppedBeforeCount + buffer.droppedFrameCount;
    },
    frames: async function* (signal): AsyncGenerator<AudioFrame, void, undefined> {
      const record = firstHeard(await options.find(), (program) => recordWith(program, signal), note, signal);
      const awaited = async function* (): AsyncGenerator<AudioFrame, void, undefined> {
        await requireSource(options);
        for await (const frame of record()) {
          awayFor = undefined;
          yield frame;
        }
      };
      yield* restartRecording(awaited, { clock, log, onAway }, signal);
    },
  };
}

async function readServer(): Promise<SoundServerReading | undefined> {
  return IS_LINUX ? tryReadSoundServer() : undefined;
}

async function requireSource(options: Pick<ProgramSourceOptions, 'requireSource'>): Promise<void> {
  const server = await readServer();
  if (server) options.requireSource?.(server);
}

/** @returns records with the first program that gets any sound, and from then on with that one alone. */
function firstHeard(
  programs: readonly RecordingProgram[],
  recordWith: (program: RecordingProgram) => AsyncGenerator<AudioFrame, void, undefined>,
  note: (message: string, fields: LogFields) => void,
  signal: AbortSignal,
): () => AsyncGenerator<AudioFrame, void, undefined> {
  let heard: RecordingProgram | undefined;
  return async function* () {
    let refusal: unknown;
    for (const program of heard ? [heard] : programs) {
      try {
        for await (const frame of recordWith(program)) {
          heard = program;
          yield frame;
        }
        return;
      } catch (error) {
        if (heard || signal.aborted) throw error;
        note('a recorder gets no sound', { recorder: program.name, error });
        refusal ??= error;
      }
    }
    throw refusal;
  };
}
