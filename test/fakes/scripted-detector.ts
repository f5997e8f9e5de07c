import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';

/** Hears speech wherever a window is loud: tests write what is heard as plain levels. */
export function createScriptedDetector(windowSamples = 512): VoiceDetector & { resetCount: number } {
  const detector = {
    name: 'energy' as const,
    windowSamples,
    resetCount: 0,
    detect: (window: Float32Array) => {
      const power = window.reduce((sum, value) => sum + value * value, 0) / windowSamples;
      return power > 0.001 ? 0.95 : 0.01;
    },
    reset: () => {
      detector.resetCount += 1;
    },
    [Symbol.dispose]: () => undefined,
  };
  return detector;
}
