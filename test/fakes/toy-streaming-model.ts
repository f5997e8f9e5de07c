import { writeFile } from 'node:fs/promises';
import path from 'node:path';

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

/** An ONNX file that computes nothing: enough for whoever reads its metadata alone. */
export function onnxWithMetadata(metadata: Readonly<Record<string, string>>): Uint8Array {
  return model({ metadata, inputs: [], outputs: [], constants: [], nodes: [] });
}

const VOCABULARY_COUNT = 3;
const CONTEXT_COUNT = 2;
/** Mean log-mel energy above which a chunk is called loud; digital silence lies near -16. */
const LOUD_ABOVE = -12;
/** Rows of a square matrix that is multiplied with itself for each chunk: a few ms on one thread. */
const SLOW_SIZE_COUNT = 512;
const FLOAT = 1;
const INT64 = 7;

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

/** Field numbers below are those of onnx.proto3. */
function model(parts: {
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly Buffer[];
  readonly outputs: readonly Buffer[];
  readonly constants: readonly Buffer[];
  readonly nodes: readonly Buffer[];
}): Uint8Array {
  const graph = Buffer.concat([
    ...parts.nodes.map((part) => bytes(1, part)),
    text(2, 'toy'),
    ...parts.constants.map((part) => bytes(5, part)),
    ...parts.inputs.map((part) => bytes(11, part)),
    ...parts.outputs.map((part) => bytes(12, part)),
  ]);
  return Buffer.concat([
    number(1, 8),
    bytes(7, graph),
    bytes(8, number(2, 13)),
    ...Object.entries(parts.metadata).map(([key, value]) =>
      bytes(14, Buffer.concat([text(1, key), text(2, value)])),
    ),
  ]);
}

function node(
  operation: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Buffer[] = [],
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operation),
    ...attributes.map((attribute) => bytes(5, attribute)),
  ]);
}

function integer(name: string, value: number): Buffer {
  return Buffer.concat([text(1, name), number(3, value), number(20, 2)]);
}

function integers(name: string, values: readonly number[]): Buffer {
  return Buffer.concat([text(1, name), ...values.map((value) => number(8, value)), number(20, 7)]);
}

function floats(name: string, values: ArrayLike<number>, shape: readonly number[] = [values.length]): Buffer {
  const raw = Buffer.from(Float32Array.from(values).buffer);
  return Buffer.concat([
    ...shape.map((size) => number(1, size)),
    number(2, FLOAT),
    text(8, name),
    bytes(9, raw),
  ]);
}

function tensorInfo(name: string, elementType: number, shape: readonly (number | string)[]): Buffer {
  const dimensions = shape.map((dimension) =>
    bytes(1, typeof dimension === 'number' ? number(1, dimension) : text(2, dimension)),
  );
  const tensorType = Buffer.concat([number(1, elementType), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensorType))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'));
}

function bytes(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.byteLength), content]);
}

function varint(value: number): Buffer {
  const groups: number[] = [];
  let rest = value;
  do {
    groups.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(groups);
}
