import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import {
  moveRecording,
  readSoundServer,
  soundServerChanges,
  type SoundServerReading,
  type SoundServerSource,
} from './sound-server.ts';

/** A device that comes up reports many changes in a row. */
const CHECK_INTERVAL_MS = 150;
/** Changes from before the sound server reports any are seen after this time; so is a look that got no answer. */
const SECOND_LOOK_MS = 1_000;

export interface RecordedSource {
  readonly source: SoundServerSource;
  readonly reading: SoundServerReading;
  /** The sound server at the check before. */
  readonly before: SoundServerReading;
}

export interface WatchedRecorder {
  /** A recorder that bypasses the sound server is never reported. */
  readonly processId: number;
  /** The sound server just before the recorder was started; undefined where it did not answer. */
  readonly before: SoundServerReading | undefined;
  readonly onSource: (recorded: RecordedSource) => void;
  /** @returns the name of the source that it is moved back to, before the change is reported; undefined to leave it. */
  readonly takenFrom?: ((recorded: RecordedSource) => string | undefined) | undefined;
}

/**
 * A sound server moves a recording to another source when its own goes away, without telling the recorder. This
 * yields what is really recorded: at once, and whenever that may have changed. Ends with the sound server or by
 * rejecting when `signal` aborts.
 */
export async function watchSource(
  { processId, before, onSource, takenFrom }: WatchedRecorder,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): Promise<void> {
  let last = before;
  /** @returns whether the sound server answered. */
  const check = async (): Promise<boolean> => {
    const reading = await tryReadSoundServer();
    signal.throwIfAborted();
    if (!reading) return false;
    const source = reading.recordings.find((recording) => recording.processId === processId)?.source;
    if (!source) return true;
    log.debug('recorded source', { processId, source: source.name });
    const recorded = { source, reading, before: last ?? reading };
    const home = takenFrom?.(recorded);
    // The move is a change, after which it is looked at again.
    if (home !== undefined && (await isMoved(processId, home))) return true;
    onSource(recorded);
    last = reading;
    return true;
  };
  let isOver = false;
  const changes = soundServerChanges(signal);
  const nextChange = async (): Promise<void> => {
    isOver = (await changes.next()).done === true;
  };
  const isAnswered = async (): Promise<boolean> => (await check()) || isOver;
  /** What changed must not be missed because the sound server, on a busy machine, took too long to say it. */
  const checkUntilAnswered = async (): Promise<void> => {
    while (!(await isAnswered())) await clock.sleep(SECOND_LOOK_MS, signal);
  };
  let change = nextChange();
  await check();
  await clock.sleep(SECOND_LOOK_MS, signal);
  await checkUntilAnswered();
  for (;;) {
    await change;
    if (isOver) return;
    change = nextChange();
    await checkUntilAnswered();
    await clock.sleep(CHECK_INTERVAL_MS, signal);
  }
}

function isMoved(processId: number, sourceName: string): Promise<boolean> {
  return moveRecording(processId, sourceName).then(
    () => true,
    () => false,
  );
}

/** @returns undefined where there is no sound server or it does not answer. */
export function tryReadSoundServer(): Promise<SoundServerReading | undefined> {
  return readSoundServer().catch(() => undefined);
}
