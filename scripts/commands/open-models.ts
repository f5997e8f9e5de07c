import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { loadManifest } from '../../engine/model-files/model-manifest.ts';
import { openModelStore, type ModelStore } from '../../engine/model-files/model-store.ts';
import { RECOGNIZER_OF_KIND } from '../../engine/transcription/recognizers/open-recognizer.ts';
import { openPaces } from './examine-speech.ts';
import { MANIFEST_URL } from '../command-line/with-engine.ts';

/** The model files of the data folder. */
export async function openModels(dataDir: string): Promise<ModelStore> {
  const paces = openPaces(dataDir);
  return openModelStore({
    directory: path.join(dataDir, 'models'),
    manifest: await loadManifest(MANIFEST_URL),
    hearableBytes: (kind) => paces.hearableBytes(RECOGNIZER_OF_KIND[kind]),
    clock: systemClock,
    log: silentLogger,
  });
}
