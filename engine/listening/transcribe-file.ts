import { rm } from 'node:fs/promises';
import { inBackground } from '../base/background.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { publishFailure } from '../base/publish-failure.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { followFile, type FollowedFile } from '../capture/file-progress.ts';
import { openFileSource } from '../capture/file-source.ts';
import type { ListeningOptions, ListeningSession } from './start-listening.ts';
import type { EngineEvent } from '../protocol/events.ts';

const INTERVAL_MS = 1_000;

type Status = Extract<EngineEvent, { type: 'file.progressed' }>['status'];

export interface FileTranscription {
  /** @throws EngineError when no file can be taken now. */
  readonly requireFree: () => void;
  /** Ends what is heard now. */
  readonly end: () => Promise<void>;
  readonly begin: (sources: readonly CaptureSource[], options: ListeningOptions) => ListeningSession;
}

/**
 * Begins to transcribe a recording, which is deleted once it was heard or is refused.
 * @throws EngineError that says why it cannot be read, or not now.
 */
export async function transcribeFile(
  path: string,
  { requireFree, end, begin }: FileTranscription,
  deps: Pick<EngineContext, 'clock' | 'publish'> & { readonly speechReady: () => Promise<void> },
): Promise<void> {
  const remove = (): Promise<void> => rm(path, { force: true });
  try {
    requireFree();
    await deps.speechReady();
    const file = await openFileSource({ path, channel: 'them', isFast: true, clock: deps.clock });
    await end();
    const followed = followFile(file, deps.clock);
    const { done } = begin([followed.source], { isDemo: true, isPaced: true, isAnswering: false });
    publishFileProgress(followed, done, deps);
    // A failure is reported by the caller.
    inBackground(
      () => done.catch(() => undefined).then(remove),
      (error) => publishFailure(error, deps.publish),
    );
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Publishes how far a recording has come, until `done` settles and with what it did. */
function publishFileProgress(
  { source, progress, outcome }: FollowedFile,
  done: Promise<void>,
  { clock, publish }: Pick<EngineContext, 'clock' | 'publish'>,
): void {
  const over = new AbortController();
  const publishStatus = (status: Status): void => {
    const { durationMs = null, leftMs = null, ...figures } = progress();
    publish({ type: 'file.progressed', name: source.device, status, ...figures, durationMs, leftMs });
  };
  const publishOften = async (): Promise<never> => {
    for (;;) {
      publishStatus('running');
      await clock.sleep(INTERVAL_MS, over.signal);
    }
  };
  inBackground(publishOften, () => undefined);
  const end = (status: Status): void => {
    over.abort();
    publishStatus(status);
  };
  done.then(
    () => end(outcome()),
    () => end('failed'),
  );
}
