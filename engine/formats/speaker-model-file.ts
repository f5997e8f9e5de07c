import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';
import { NOT_ONNX, readOnnxHead } from './onnx-file.ts';

/** A voice embedding model as the sherpa-onnx project publishes it, read without native code. */

/** Cosines between the embeddings of two turns; their scale differs from model to model. */
export interface SpeakerThresholds {
  /** From here on two turns are of one speaker. */
  readonly sameScore: number;
  /** Below this they are of two. What lies between is in doubt. */
  readonly otherScore: number;
}

/** Who exports a model writes these for the runtime, which ends the process where one is missing. */
const FRAMEWORKS = ['wespeaker', '3d-speaker', 'nemo'];
const NEEDED_KEYS = ['sample_rate', 'output_dim'];

/**
 * On either side of the equal error rates (cosines of 0.3 to 0.4) that 3D-Speaker and NeMo publish for theirs; not
 * measured here, where no weights of the list could be had.
 */
const PUBLISHED_THRESHOLDS: SpeakerThresholds = { sameScore: 0.5, otherScore: 0.3 };

/**
 * @returns the thresholds that the file brings along in its metadata, else those that suit the published models.
 * @throws EngineError 'speech-model-invalid'; the file system's error.
 */
export async function readSpeakerModel(file: string): Promise<SpeakerThresholds> {
  const { fault, metadata } = await readOnnxHead(file);
  const framework = metadata.get('framework') ?? '';
  const lack = FRAMEWORKS.includes(framework)
    ? NEEDED_KEYS.find((key) => !metadata.has(key))
    : `framework (${FRAMEWORKS.join(', ')})`;
  const what = fault ?? (lack === undefined ? undefined : `does not name its ${lack}`);
  if (what !== undefined) {
    throw new EngineError(
      'speech-model-invalid',
      `${fault === NOT_ONNX ? 'This is not a model file: ' : ''}${path.basename(file)} ${what}, so it cannot tell voices apart.`,
      'Choose a speaker embedding model of the sherpa-onnx project, or take one of the list.',
    );
  }
  const sameScore = Number(metadata.get('cosine_same'));
  const otherScore = Number(metadata.get('cosine_other'));
  const isOwn = otherScore > 0 && otherScore <= sameScore && sameScore < 1;
  return isOwn ? { sameScore, otherScore } : PUBLISHED_THRESHOLDS;
}
