import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEFAULT_CACHE_LIMITS, openAnswerCache, type AnswerCache } from '../answer/answer-cache.ts';
import { removeCacheFile } from '../answer/answer-cache-file.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { HISTORY_FILE_NAME, openHistory, type History } from '../history/history-store.ts';
import { loadManifest } from '../model-files/model-manifest.ts';
import { openModelStore, type ModelStore } from '../model-files/model-store.ts';
import { keepsWords } from '../protocol/settings.ts';
import { openKeptAudio, type KeptAudio } from '../transcription/kept-audio.ts';
import { RECOGNIZER_OF_KIND } from '../transcription/recognizers/open-recognizer.ts';
import { openPaceBook } from '../transcription/speech-pace.ts';

/** What lives in the data folder besides the settings. */
export interface Stores {
  readonly history: History;
  readonly cache: AnswerCache;
  readonly modelFiles: ModelStore;
  readonly keptAudio: KeptAudio;
}

/** Opens the stores; with retention `session` nothing that was said is written to disk. */
export async function openStores(context: EngineContext): Promise<Stores> {
  const { dataDir, assetsDirectory, settings, clock, log } = context;
  const isSessionOnly = !keepsWords(settings());
  const cachePath = path.join(dataDir, 'answers.json');
  if (isSessionOnly) await removeOldAnswers(cachePath, context);
  const [cache, manifest] = await Promise.all([
    openAnswerCache({
      path: isSessionOnly ? undefined : cachePath,
      mayWrite: () => keepsWords(settings()),
      limits: DEFAULT_CACHE_LIMITS,
      clock,
      log,
    }),
    loadManifest(pathToFileURL(path.join(assetsDirectory, 'models.json'))),
  ]);
  const paces = openPaceBook({ directory: path.join(dataDir, 'cache'), assetsDirectory, log });
  const modelFiles = await openModelStore({
    directory: path.join(dataDir, 'models'),
    manifest,
    hearableBytes: (kind) => paces.hearableBytes(RECOGNIZER_OF_KIND[kind]),
    language: () => settings().speech.language,
    clock,
    log,
  });
  const keptAudio = await openKeptAudio({
    directory: path.join(dataDir, 'kept-audio'),
    mayWrite: () => keepsWords(settings()),
    log,
  });
  return { history: openPublishedHistory(isSessionOnly, context), cache, modelFiles, keptAudio };
}

/** Retention may have become `session` while the engine was off, by a flag for instance. */
async function removeOldAnswers(cachePath: string, { log }: EngineContext): Promise<void> {
  try {
    await removeCacheFile(cachePath);
  } catch (error) {
    log.warn('Answers of earlier runs could not be removed from the disk.', { error });
  }
}

function openPublishedHistory(
  isSessionOnly: boolean,
  { dataDir, clock, log, publishState }: EngineContext,
): History {
  const file = path.join(dataDir, HISTORY_FILE_NAME);
  const history = openHistory({
    path: isSessionOnly ? ':memory:' : file,
    olderPath: isSessionOnly ? file : undefined,
    clock,
    log,
  });
  const publishHistoryState = ({ status, message, remedy }: History['state']): void =>
    publishState({
      component: 'history',
      status: status === 'ready' || status === 'session' ? 'ready' : 'degraded',
      reason: `${message} ${remedy}`.trim() || 'Calls are kept on this machine',
      ...(status === 'unavailable' && {
        code: 'history-unavailable',
        action: { label: 'Try again', kind: 'retry', target: 'history' },
      }),
    });
  publishHistoryState(history.state);
  history.onStateChange(publishHistoryState);
  return history;
}
