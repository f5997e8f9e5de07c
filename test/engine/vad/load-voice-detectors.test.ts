import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { loadVoiceDetectors } from '../../../engine/vad/load-voice-detectors.ts';
import { loadSilero } from '../../../engine/vad/silero-detector.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';

const WINDOW = new Float32Array(512).fill(0.3);

/** A neural model that runs for `windowCount` windows in all and then no more. */
function failingAfter(windowCount: number): () => Promise<{
  create(): ReturnType<typeof createScriptedDetector>;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  let left = windowCount;
  return () =>
    Promise.resolve({
      create: () => ({
        ...createScriptedDetector(),
        detect: () => {
          left -= 1;
          if (left < 0) throw new Error('out of memory');
          return 0.9;
        },
      }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
}

test('uses the energy detector when it was chosen, without loading the other', async () => {
  await using detectors = await loadVoiceDetectors({
    kind: 'energy',
    log: silentLogger,
    load: () => Promise.reject(new Error('must not be loaded')),
  });
  expect(detectors.kind).toBe('energy');
  expect(detectors.create().name).toBe('energy');
});

test('falls back to the energy detector and says why when the model cannot be loaded', async () => {
  await using detectors = await loadVoiceDetectors({
    kind: 'auto',
    log: silentLogger,
    load: () => Promise.reject(new Error('no WebAssembly here')),
  });
  expect(detectors).toMatchObject({ kind: 'energy', reason: expect.stringContaining('no WebAssembly here') });
});

test('falls back mid-stream on every channel when the model stops running, and says so once', async () => {
  const reasons: string[] = [];
  await using detectors = await loadVoiceDetectors({
    kind: 'auto',
    log: silentLogger,
    load: failingAfter(3),
    onFallback: (reason) => reasons.push(reason),
  });
  const [mine, theirs] = [detectors.create(), detectors.create()];
  expect([await mine.detect(WINDOW), await theirs.detect(WINDOW)]).toEqual([0.9, 0.9]);
  expect([mine.name, detectors.kind]).toEqual(['energy', 'silero']);
  for (let index = 0; index < 5; index += 1) {
    for (const detector of [mine, theirs]) {
      const probability = await detector.detect(WINDOW);
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
  }
  expect(reasons).toEqual([expect.stringContaining('energy detector')]);
  expect(detectors.create().name).toBe('energy');
});

test('the neural detector names itself when it can no longer run', async () => {
  const model = await loadSilero();
  const detector = model.create();
  expect(await detector.detect(WINDOW)).toBeGreaterThanOrEqual(0);
  await model[Symbol.asyncDispose]();
  await expect(detector.detect(WINDOW)).rejects.toMatchObject({ code: 'voice-detector-unavailable' });
});
