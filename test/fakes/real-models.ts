import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Real weights, by what they are; each stands under its usual name in the folder of real models. */
const REAL_MODELS = {
  whisperGgml: 'ggml-base.bin',
  whisperGgmlQ8: 'ggml-base-q8_0.bin',
  whisperSherpa: 'sherpa-onnx-whisper-base',
  moonshine: 'sherpa-onnx-moonshine-base-en',
  smolChat: 'smollm2-135m-instruct-q4_1.gguf',
  qwenChat: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
  baseChat: 'gemma-3-270m-q4_k_m.gguf',
  smartTurn: 'smart-turn-v3.2-cpu.onnx',
} as const;

/**
 * The folder of real weights: `SOTTO_REAL_MODELS`, else the one that the project's fetch script fills. Tests
 * that need them skip loudly without.
 */
export const realModelsFolder =
  process.env['SOTTO_REAL_MODELS'] ?? path.join(homedir(), '.cache/sotto-models');

export interface RealModel {
  readonly path: string;
  /** Why tests over it are skipped; undefined where it is here. */
  readonly missing: string | undefined;
}

export function realModel(name: keyof typeof REAL_MODELS, folder = realModelsFolder): RealModel {
  const file = path.join(folder, REAL_MODELS[name]);
  const missing = existsSync(file)
    ? undefined
    : `no ${file}: set SOTTO_REAL_MODELS to a folder of real models`;
  return { path: file, missing };
}
