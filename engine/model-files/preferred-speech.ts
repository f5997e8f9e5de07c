import { createRequire } from 'node:module';
import type { SpeechModelKind } from '../protocol/model-kind.ts';

/**
 * The kind of speech model that runs well here. whisper.cpp's build for x64 holds no vector code, so without
 * one for a GPU it is some twenty times too slow; sherpa-onnx picks the code that fits the processor.
 */
export function preferredSpeechKind(
  machine: { readonly arch: string; readonly hasGpuBuild: () => boolean } = {
    arch: process.arch,
    hasGpuBuild: isGpuBuildInstalled,
  },
): SpeechModelKind {
  return machine.arch === 'x64' && !machine.hasGpuBuild() ? 'sherpa-onnx' : 'speech';
}

function isGpuBuildInstalled(): boolean {
  const { resolve } = createRequire(import.meta.url);
  return ['cuda', 'vulkan'].some((variant) => {
    try {
      resolve(`@fugood/node-whisper-${process.platform}-${process.arch}-${variant}`);
      return true;
    } catch {
      return false;
    }
  });
}
