import { closeSync, fstatSync, readSync } from 'node:fs';
import { isMissing, openToReadSync, readFault } from '../base/open-to-read.ts';
import { GGML_BLOCKS } from './ggml-types.ts';

/**
 * Reads the header of a GGUF file, so that a truncated or foreign file is refused before native code maps
 * it. Format: docs/gguf.md of the ggml project. Synchronous: reads a few megabytes at most.
 */

const WINDOW_BYTES = 1_024 * 1_024;
const MAX_TENSOR_COUNT = 100_000;
const MAX_METADATA_COUNT = 10_000;
const MAX_STRING_BYTES = 16 * 1_024 * 1_024;
const MAX_ARRAY_COUNT = 4_000_000;
const DEFAULT_ALIGNMENT_BYTES = 32;

/** Metadata value type → bytes; 8 is a string, 9 an array. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const STRING_TYPE_CODE = 8;
const ARRAY_TYPE_CODE = 9;

/** What the header of a model file says before the model is loaded. */
interface GgufSummary {
  /** What is wrong with the file, in the user's words; absent when it may be loaded. */
  readonly fault?: string;
  /** Base models have none: they continue a text, and answer no question. */
  readonly hasChatTemplate: boolean;
}

export function readGguf(path: string): GgufSummary {
  let descriptor: number | undefined;
  try {
    descriptor = openToReadSync(path);
    return inspect(descriptor, fstatSync(descriptor).size);
  } catch (error) {
    if (error instanceof RangeError)
      return faulty('The model file is damaged or was not downloaded completely.');
    return faulty(
      isMissing(error)
        ? `There is no model file ${path}.`
        : `The model file ${path} cannot be read: ${readFault(error) ?? String(error)}.`,
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function faulty(fault: string): GgufSummary {
  return { fault, hasChatTemplate: false };
}

function inspect(descriptor: number, fileBytes: number): GgufSummary {
  const reader = new HeaderReader(descriptor, fileBytes);
  if (fileBytes < 24 || reader.take(4).toString('latin1') !== 'GGUF')
    return faulty('The file is not a GGUF model.');
  const version = reader.uint32();
  if (version < 2 || version > 3) return faulty(`The model file has an unknown format version (${version}).`);
  const tensorCount = reader.count(MAX_TENSOR_COUNT);
  const metadataCount = reader.count(MAX_METADATA_COUNT);
  if (tensorCount === 0) return faulty('The model file holds no weights.');
  let alignmentBytes = DEFAULT_ALIGNMENT_BYTES;
  let hasChatTemplate = false;
  for (let index = 0; index < metadataCount; index += 1) {
    const key = reader.string();
    const typeCode = reader.uint32();
    if (key.startsWith('tokenizer.chat_template')) hasChatTemplate = true;
    if (key === 'general.alignment' && typeCode === 4) alignmentBytes = reader.uint32();
    else skipValue(reader, typeCode);
  }
  if (!Number.isInteger(Math.log2(alignmentBytes))) throw new RangeError('implausible alignment');
  let weightBytes = 0;
  for (let index = 0; index < tensorCount; index += 1)
    weightBytes = Math.max(weightBytes, readTensor(reader));
  const dataStart = Math.ceil(reader.positionBytes / alignmentBytes) * alignmentBytes;
  if (dataStart + weightBytes > fileBytes) throw new RangeError('weights past the end');
  return { hasChatTemplate };
}

/** @returns where the tensor's data ends, counted from the start of all data. */
function readTensor(reader: HeaderReader): number {
  reader.string();
  const dimensionCount = reader.uint32();
  if (dimensionCount > 8) throw new RangeError('too many dimensions');
  let elementCount = 1;
  for (let index = 0; index < dimensionCount; index += 1) elementCount *= reader.uint64();
  const block = GGML_BLOCKS[reader.uint32()];
  const offset = reader.uint64();
  return block ? offset + (elementCount / block[0]) * block[1] : offset;
}

function skipValue(reader: HeaderReader, typeCode: number): void {
  const fixedBytes = VALUE_BYTES[typeCode];
  if (fixedBytes !== undefined) {
    reader.skip(fixedBytes);
  } else if (typeCode === STRING_TYPE_CODE) {
    reader.skip(reader.count(MAX_STRING_BYTES));
  } else if (typeCode === ARRAY_TYPE_CODE) {
    const itemTypeCode = reader.uint32();
    const itemCount = reader.count(MAX_ARRAY_COUNT);
    const itemBytes = VALUE_BYTES[itemTypeCode];
    if (itemBytes !== undefined) reader.skip(itemBytes * itemCount);
    else for (let index = 0; index < itemCount; index += 1) skipValue(reader, itemTypeCode);
  } else {
    throw new RangeError('unknown metadata type');
  }
}

/** Reads forward through a window; running past the end of the file is a RangeError. */
class HeaderReader {
  positionBytes = 0;
  readonly #descriptor: number;
  readonly #fileBytes: number;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #windowStart = 0;
  #windowBytes = 0;

  constructor(descriptor: number, fileBytes: number) {
    this.#descriptor = descriptor;
    this.#fileBytes = fileBytes;
  }

  take(lengthBytes: number): Buffer {
    const start = this.positionBytes;
    this.skip(lengthBytes);
    if (start < this.#windowStart || start + lengthBytes > this.#windowStart + this.#windowBytes) {
      this.#windowStart = start;
      this.#windowBytes = readSync(this.#descriptor, this.#window, 0, WINDOW_BYTES, start);
      if (this.#windowBytes < lengthBytes) throw new RangeError('end of file');
    }
    const at = start - this.#windowStart;
    return this.#window.subarray(at, at + lengthBytes);
  }

  skip(lengthBytes: number): void {
    this.positionBytes += lengthBytes;
    if (this.positionBytes > this.#fileBytes) throw new RangeError('end of file');
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  uint64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  count(maxCount: number): number {
    const count = this.uint64();
    if (count > maxCount) throw new RangeError('implausible count');
    return count;
  }

  /** Names are short; a longer one means that the file is damaged. */
  string(): string {
    return this.take(this.count(4_096)).toString('utf8');
  }
}
