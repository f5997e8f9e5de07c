import { logFailure } from '../base/background.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { Settings } from '../protocol/settings.ts';
import { loadVoiceDetectors } from './load-voice-detectors.ts';
import type { VoiceDetector } from './voice-detector.ts';

/** Gives each channel a voice detector of the kind that the settings ask for; loads it at first use. */
export interface VoiceDetectors extends AsyncDisposable {
  /** Loads the model before the first sound. */
  warm(): Promise<void>;
  create(): Promise<VoiceDetector>;
}

export function createVoiceDetectors(
  deps: Pick<EngineContext, 'settings' | 'log' | 'publishState'>,
): VoiceDetectors {
  let loadedKind: Settings['audio']['voiceDetector'] | undefined;
  let loading: ReturnType<typeof loadVoiceDetectors> | undefined;
  const publishStatus = (status: 'ready' | 'degraded', reason: string): void =>
    deps.publishState({ component: 'voice-detector', status, reason });

  const load = async (): ReturnType<typeof loadVoiceDetectors> => {
    const kind = deps.settings().audio.voiceDetector;
    if (!loading || kind !== loadedKind) {
      const previous = loading;
      loadedKind = kind;
      previous
        ?.then((old) => old[Symbol.asyncDispose]())
        .catch(logFailure(deps.log, 'close the voice detector'));
      loading = loadVoiceDetectors({
        kind,
        log: deps.log,
        onFallback: (reason) => publishStatus('degraded', reason),
      });
    }
    const loaded = await loading;
    const isWhatWasAsked = kind === loaded.kind || (kind === 'auto' && loaded.kind === 'silero');
    publishStatus(isWhatWasAsked ? 'ready' : 'degraded', loaded.reason);
    return loaded;
  };
  return {
    warm: async () => void (await load()),
    create: async () => (await load()).create(),
    [Symbol.asyncDispose]: async () => {
      await (await loading)?.[Symbol.asyncDispose]();
    },
  };
}
