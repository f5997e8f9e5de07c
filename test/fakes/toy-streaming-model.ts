import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FLOAT, floats, INT64, integer, integers, model, node, tensorInfo } from './onnx-writer.ts';

/**
 * A streaming transducer that sherpa-onnx really loads and runs, written out byte by byte (ONNX is protobuf):
 * for each chunk of 40 ms that is louder than silence it says "YES". It knows nothing of words; it shows
 * that audio reaches the native code, in order and once.
 * @param options.isSlow computes as long as a model of some size would, to no effect.
 */
export async function writeToyStreamingModel(
  folder: string,
  { isSlow = false }: { isSlow?: boolean } = {},
): Promise<void> {
  await writeFile(path.join(folder, 'encoder.int8.onnx'), encoder(isSlow ? SLOW_SIZE_COUNT : 1));
  await writeFile(path.join(folder, 'decoder.onnx'), decoder());
  await writeFile(path.join(folder, 'joiner.int8.onnx'), joiner());
  await writeFile(path.join(folder, 'tokens.txt'), '<blk> 0\n<unk> 1\n▁YES 2\n');
}

const VOCABULARY_COUNT = 3;
const CONTEXT_COUNT = 2;
/** Mean log-mel energy above which a chunk is called loud; digital silence lies near -16. */
const LOUD_ABOVE = -12;
/** Rows of a square matrix that is multiplied with itself for each chunk: a few ms on one thread. */
const SLOW_SIZE_COUNT = 512;

/** logits = mean(x) · [0, 0, 1] + [0, -100, 12]: blank when quiet, YES when loud. */
function encoder(burdenCount: number): Uint8Array {
  return model({
    metadata: {
      model_type: 'lstm',
      num_encoder_layers: '1',
      T: '4',
      decode_chunk_len: '4',
      rnn_hidden_size: '1',
      d_model: '1',
    },
    inputs: [
      tensorInfo('x', FLOAT, ['N', 'T', 80]),
      tensorInfo('h', FLOAT, [1, 'N', 1]),
      tensorInfo('c', FLOAT, [1, 'N', 1]),
    ],
    outputs: [
      tensorInfo('encoder_out', FLOAT, ['N', 1, VOCABULARY_COUNT]),
      tensorInfo('next_h', FLOAT, [1, 'N', 1]),
      tensorInfo('next_c', FLOAT, [1, 'N', 1]),
    ],
    constants: [
      floats('weight', [0, 0, 1]),
      floats('bias', [0, -100, -LOUD_ABOVE]),
      floats('zeros', new Float32Array(burdenCount ** 2), [1, burdenCount, burdenCount]),
    ],
    nodes: [
      node('ReduceMean', ['x'], ['mean'], [integers('axes', [1, 2]), integer('keepdims', 1)]),
      node('Mul', ['mean', 'weight'], ['scaled']),
      node('Add', ['scaled', 'bias'], ['logits']),
      // Nothing times nothing: work that changes no result.
      node('Mul', ['zeros', 'mean'], ['burden']),
      node('MatMul', ['burden', 'burden'], ['product']),
      node('ReduceMean', ['product'], ['nothing'], [integers('axes', [1, 2]), integer('keepdims', 1)]),
      node('Add', ['logits', 'nothing'], ['encoder_out']),
      node('Identity', ['h'], ['next_h']),
      node('Identity', ['c'], ['next_c']),
    ],
  });
}

function decoder(): Uint8Array {
  return model({
    metadata: { context_size: String(CONTEXT_COUNT), vocab_size: String(VOCABULARY_COUNT) },
    inputs: [tensorInfo('y', INT64, ['N', CONTEXT_COUNT])],
    outputs: [tensorInfo('decoder_out', FLOAT, ['N', VOCABULARY_COUNT])],
    constants: [floats('nothing', [0, 0, 0])],
    nodes: [
      node('Cast', ['y'], ['y_float'], [integer('to', FLOAT)]),
      node('ReduceMean', ['y_float'], ['y_mean'], [integers('axes', [1]), integer('keepdims', 1)]),
      node('Mul', ['y_mean', 'nothing'], ['decoder_out']),
    ],
  });
}

function joiner(): Uint8Array {
  return model({
    metadata: { joiner_dim: String(VOCABULARY_COUNT) },
    inputs: [
      tensorInfo('encoder_out', FLOAT, ['N', VOCABULARY_COUNT]),
      tensorInfo('decoder_out', FLOAT, ['N', VOCABULARY_COUNT]),
    ],
    outputs: [tensorInfo('logit', FLOAT, ['N', VOCABULARY_COUNT])],
    constants: [],
    nodes: [node('Add', ['encoder_out', 'decoder_out'], ['logit'])],
  });
}
