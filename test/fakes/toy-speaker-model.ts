import { FLOAT, integer, integers, model, node, tensorInfo } from './onnx-writer.ts';

/**
 * A speaker model that sherpa-onnx really loads and runs: its embedding is the mean spectrum, so it tells a low
 * hum from a high one. It knows nothing of voices.
 */
export function toySpeakerModel(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return model({
    metadata: {
      framework: 'wespeaker',
      language: 'any',
      url: 'none',
      comment: 'toy',
      sample_rate: '16000',
      output_dim: String(BAND_COUNT),
      normalize_samples: '1',
      cosine_same: '0.9',
      cosine_other: '0.8',
      ...metadata,
    },
    inputs: [tensorInfo('feats', FLOAT, ['N', 'T', BAND_COUNT])],
    outputs: [tensorInfo('embs', FLOAT, ['N', BAND_COUNT])],
    constants: [],
    nodes: [
      node('ReduceMean', ['feats'], ['bands'], [integers('axes', [1]), integer('keepdims', 0)]),
      node('ReduceMean', ['bands'], ['level'], [integers('axes', [1]), integer('keepdims', 1)]),
      node('Sub', ['bands', 'level'], ['embs']),
    ],
  });
}

const BAND_COUNT = 80;
