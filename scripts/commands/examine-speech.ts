import path from 'node:path';
import { abortable } from '../../engine/base/abortable.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import type { ModelStore } from '../../engine/model-files/model-store.ts';
import { bindToken } from '../../engine/settings/access-tokens.ts';
import { forkChild } from '../../engine/base/fork-child.ts';
import {
  chooseRecognizer,
  openRecognizer,
  type OpenTranscriber,
} from '../../engine/transcription/recognizers/open-recognizer.ts';
import type { Settings } from '../../engine/protocol/settings.ts';
import {
  describePace,
  openPaceBook,
  paceSubject,
  verdictOn,
  type PaceBook,
  type SpeechPace,
} from '../../engine/transcription/speech-pace.ts';
import type { Finding } from './finding.ts';
import { ASSETS_DIRECTORY } from '../command-line/with-engine.ts';

const PART = 'speech model';
const LIGHTER_MODELS =
  'Close other programs and run it again; if it happens again, `npm run -s sotto -- speech-models` names lighter models.';

export function openPaces(dataDir: string): PaceBook {
  return openPaceBook({
    directory: path.join(dataDir, 'cache'),
    assetsDirectory: ASSETS_DIRECTORY,
    log: silentLogger,
  });
}

/** Loads the speech model and measures how fast this machine hears with it. */
export async function examineSpeech(
  config: EngineConfig,
  settings: Settings,
  modelFiles: ModelStore,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const deps = {
      modelFiles,
      settings: () => settings,
      accessToken: () => bindToken('speech', config.accessTokens?.speech, settings),
      clock: systemClock,
      log: silentLogger,
      spawn: forkChild,
    };
    const chosen = await chooseRecognizer(deps);
    await using transcriber = await openRecognizer(chosen, deps, () => undefined);
    const subject = paceSubject(chosen);
    if (!subject) return { part: PART, status: 'works', detail: transcriber.description };
    const measuring = openPaces(config.dataDir).measure(subject, transcriber, { mayReload: true }, signal);
    // A pass that runs is not waited for: its process ends with the transcriber.
    const pace = await abortable(measuring, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    return findingOf(transcriber, pace);
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    return { part: PART, status: 'missing', detail: message, remedy };
  }
}

/** @param pace undefined when measuring took longer than doctor waits. */
export function findingOf(
  { description, notice }: Pick<OpenTranscriber, 'description' | 'notice'>,
  pace: SpeechPace | undefined,
): Finding {
  const speed = pace ? describePace(pace) : 'a few seconds of speech take longer here than doctor waits';
  const detail = `${description} · ${speed}`;
  const keepsUp = pace !== undefined && verdictOn(pace) === 'live-text';
  if (keepsUp && notice === undefined) return { part: PART, status: 'works', detail };
  return { part: PART, status: 'limited', detail, remedy: notice ?? LIGHTER_MODELS };
}
