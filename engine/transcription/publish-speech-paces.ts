import type { StoredModels } from '../base/stored-models.ts';
import type { Publish } from '../base/publish-failure.ts';
import { SPEECH_MODEL_KINDS } from '../protocol/model-kind.ts';
import { RECOGNIZER_OF_KIND } from './recognizers/open-recognizer.ts';
import type { PaceBook } from './speech-pace.ts';

/** Publishes how fast each speech model that is here was measured to be on this machine. */
export async function publishSpeechPaces(
  book: Pick<PaceBook, 'find'>,
  models: Pick<StoredModels, 'list' | 'resolve'>,
  publish: Publish,
): Promise<void> {
  for (const kind of SPEECH_MODEL_KINDS) {
    const present = (await models.list(kind)).filter(({ isPresent }) => isPresent);
    for (const { name } of present) {
      const modelPath = await models.resolve(kind, name).catch(() => undefined);
      if (modelPath === undefined) continue;
      const pace = await book
        .find({ recognizer: RECOGNIZER_OF_KIND[kind], modelPath })
        .catch(() => undefined);
      if (!pace) continue;
      publish({
        type: 'model.measured',
        name,
        status: 'completed',
        firstTokenMs: null,
        tokensPerSecond: null,
        realTimeFactor: pace.realTimeFactor,
        detail: '',
      });
    }
  }
}
