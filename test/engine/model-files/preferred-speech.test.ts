import { expect, test } from 'vitest';
import { preferredSpeechKind } from '../../../engine/model-files/preferred-speech.ts';

test.each([
  ['x64', false, 'sherpa-onnx'],
  ['x64', true, 'speech'],
  ['arm64', false, 'speech'],
] as const)('on %s, with a GPU build: %s, models are of kind %s', (arch, hasGpu, kind) => {
  expect(preferredSpeechKind({ arch, hasGpuBuild: () => hasGpu })).toBe(kind);
});
