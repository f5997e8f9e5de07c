/** Writes ONNX models byte by byte (ONNX is protobuf). */

export const FLOAT = 1;
export const INT64 = 7;

/** An ONNX file that computes nothing: enough for readers of its metadata alone. */
export function onnxWithMetadata(metadata: Readonly<Record<string, string>>): Uint8Array {
  return model({ metadata, inputs: [], outputs: [], constants: [], nodes: [] });
}

/** Field numbers below are those of onnx.proto3. */
export function model(parts: {
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

export function node(
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

export function integer(name: string, value: number): Buffer {
  return Buffer.concat([text(1, name), number(3, value), number(20, 2)]);
}

export function integers(name: string, values: readonly number[]): Buffer {
  return Buffer.concat([text(1, name), ...values.map((value) => number(8, value)), number(20, 7)]);
}

export function floats(
  name: string,
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
): Buffer {
  const raw = Buffer.from(Float32Array.from(values).buffer);
  return Buffer.concat([
    ...shape.map((size) => number(1, size)),
    number(2, FLOAT),
    text(8, name),
    bytes(9, raw),
  ]);
}

export function tensorInfo(name: string, elementType: number, shape: readonly (number | string)[]): Buffer {
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
