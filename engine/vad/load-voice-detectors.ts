import type { Logger } from '../base/logger.ts';
import { asEngineError } from '../base/engine-error.ts';
import { createEnergyDetector } from './energy-detector.ts';
import { restInSilence } from './resting-detector.ts';
import type { SileroModel } from './silero-detector.ts';
import type { VoiceDetector } from './voice-detector.ts';

/** Makes one detector for each channel. */
export interface LoadedVoiceDetectors extends AsyncDisposable {
  readonly kind: 'silero' | 'energy';
  /** One line for the component's state: what runs, and why if it is not the best. */
  readonly reason: string;
  create(): VoiceDetector;
}

/**
 * The neural detector where it runs, else the one by level and periodicity.
 * @param options.onFallback called once when a running neural detector fails; its channels continue with the other.
 */
export async function loadVoiceDetectors(options: {
  readonly kind: 'auto' | 'silero' | 'energy';
  readonly log: Logger;
  readonly onFallback?: (reason: string) => void;
  /** How the neural detector is loaded; tests give another. */
  readonly load?: () => Promise<SileroModel>;
}): Promise<LoadedVoiceDetectors> {
  const { kind, log, onFallback, load = loadNeural } = options;
  if (kind === 'energy') return energyDetectors('energy detector, as chosen in Settings');
  let model: SileroModel;
  try {
    model = await load();
  } catch (error) {
    log.warn('neural voice detector not loaded', { error });
    return energyDetectors(`energy detector: ${asEngineError(error).message}`);
  }
  let hasFailed = false;
  const onFailure = (error: unknown): void => {
    if (hasFailed) return;
    hasFailed = true;
    log.warn('neural voice detector failed', { error });
    onFallback?.('energy detector: the neural voice detector failed while running.');
  };
  return {
    kind: 'silero',
    reason: 'Silero VAD · CPU, 1 thread',
    create: () =>
      hasFailed ? createEnergyDetector() : withFallback(restInSilence(model.create()), onFailure),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

/** The runtime of the network is loaded only when it is wanted: the engine's start does not wait for it. */
async function loadNeural(): Promise<SileroModel> {
  const { loadSilero } = await import('./silero-detector.ts');
  return loadSilero();
}

function energyDetectors(reason: string): LoadedVoiceDetectors {
  return {
    kind: 'energy',
    reason,
    create: createEnergyDetector,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Both detectors take the same windows, so that one can follow the other mid-stream. */
function withFallback(neural: VoiceDetector, onFailure: (error: unknown) => void): VoiceDetector {
  let current = neural;
  return {
    get name() {
      return current.name;
    },
    windowSamples: neural.windowSamples,
    detect: async (window) => {
      try {
        return await current.detect(window);
      } catch (error) {
        if (current !== neural) throw error;
        onFailure(error);
        current = createEnergyDetector();
        return current.detect(window);
      }
    },
    reset: () => current.reset(),
    [Symbol.dispose]: () => neural[Symbol.dispose](),
  };
}
