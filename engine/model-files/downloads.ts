import type { RunInBackground } from '../base/background.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { publishFailure } from '../base/publish-failure.ts';
import type { DownloadKind } from '../protocol/model-kind.ts';

interface Progress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** The current step, if the source reports it. */
  readonly status?: string;
}

/** Downloads that the user asked for, each known by its name and stoppable. */
export interface Downloads extends AsyncDisposable {
  /**
   * Runs in the background; progress and end are events. A second call for a running one changes nothing.
   * @param onDone runs, also in the background, once everything has come.
   * @throws what `open` throws, such as for an unknown name; nothing has started then.
   */
  start(
    kind: DownloadKind,
    name: string,
    open: (signal: AbortSignal) => AsyncIterable<Progress>,
    onDone: () => Promise<void>,
  ): void;
  cancel(name: string): void;
}

interface DownloadsDeps extends Pick<EngineContext, 'publish' | 'clock'> {
  readonly background: RunInBackground;
}

/** At least this much time lies between two progress events of a download. */
const PROGRESS_INTERVAL_MS = 200;

export function createDownloads(deps: DownloadsDeps): Downloads {
  const running = new Map<
    string,
    { readonly name: string; readonly abort: AbortController; readonly done: Promise<void> }
  >();

  const follow = async (
    kind: DownloadKind,
    name: string,
    progress: AsyncIterable<Progress>,
    signal: AbortSignal,
  ): Promise<boolean> => {
    let last: Progress = { receivedBytes: 0, totalBytes: 0 };
    let publishedAtMs = Number.NEGATIVE_INFINITY;
    const publishProgress = (
      status: 'running' | 'completed' | 'cancelled' | 'failed',
      detail: string,
    ): void => {
      publishedAtMs = deps.clock.nowMs();
      const { receivedBytes, totalBytes } = last;
      deps.publish({ type: 'download.progressed', kind, name, status, detail, receivedBytes, totalBytes });
    };
    try {
      for await (last of progress) {
        if (deps.clock.nowMs() - publishedAtMs >= PROGRESS_INTERVAL_MS)
          publishProgress('running', last.status ?? '');
      }
      publishProgress('completed', '');
      return true;
    } catch (error) {
      if (signal.aborted) {
        publishProgress('cancelled', 'What has arrived is kept; the next attempt resumes there.');
        return false;
      }
      const failure = asEngineError(error);
      publishProgress('failed', `${failure.message} ${failure.remedy}`);
      publishFailure(failure, deps.publish);
      return false;
    }
  };

  return {
    start: (kind, name, open, onDone) => {
      // A model of one kind may be called like one of another.
      const key = `${kind} ${name}`;
      if (running.has(key)) return;
      const abort = new AbortController();
      const progress = open(abort.signal);
      const run = async (): Promise<void> => {
        const isComplete = await follow(kind, name, progress, abort.signal);
        running.delete(key);
        if (isComplete) deps.background('use a downloaded model', onDone);
      };
      const done = run();
      running.set(key, { name, abort, done });
    },
    cancel: (name) => {
      for (const download of running.values()) if (download.name === name) download.abort.abort(cancelled());
    },
    [Symbol.asyncDispose]: async () => {
      const open = [...running.values()];
      for (const { abort } of open) abort.abort(cancelled());
      await Promise.all(open.map(({ done }) => done));
    },
  };
}

function cancelled(): EngineError {
  return new EngineError('download-failed', 'The download was stopped.', 'Start it again to resume.');
}
