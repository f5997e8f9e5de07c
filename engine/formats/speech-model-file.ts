import type { FileHandle } from 'node:fs/promises';
import { EngineError } from '../base/engine-error.ts';
import { isMissing, openToRead, readFault } from '../base/open-to-read.ts';
import { FORMAT_START_BYTES, nameForeignFormat } from './foreign-format.ts';
import { GGML_BLOCKS } from './ggml-types.ts';

/** One tensor of a whisper model in ggml layout. */
export interface ModelTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of the ggml type. */
  readonly typeIndex: number;
  readonly dataOffsetBytes: number;
  readonly dataBytes: number;
}

/** What the header of a whisper model in ggml layout says, checked against the file's length. */
export interface SpeechModelLayout {
  readonly fileBytes: number;
  readonly isMultilingual: boolean;
  readonly audioContextCount: number;
  readonly audioStateCount: number;
  readonly tensors: readonly ModelTensor[];
}

const MAGIC = 0x67676d6c;
const ENGLISH_VOCABULARY_COUNT = 51_864;
const REMEDY = 'Pick another speech model, or download this one again.';

/** Bounds of each header field, in file order; generous beside the largest published model. */
const HEADER_FIELDS = [
  ['vocabularyCount', 256, 60_000],
  ['audioContextCount', 1, 1_500],
  ['audioStateCount', 32, 4_096],
  ['audioHeadCount', 1, 64],
  ['audioLayerCount', 1, 64],
  ['textContextCount', 1, 4_096],
  ['textStateCount', 32, 4_096],
  ['textHeadCount', 1, 64],
  ['textLayerCount', 1, 64],
  ['melBandCount', 80, 128],
  ['fileTypeIndex', 0, 2_999],
] as const;
/** Number format of a file to the type of its weights, from ggml.h; thousands count the version of the quantization. */
const WEIGHT_TYPES: Readonly<Record<number, number>> = {
  0: 0,
  1: 1,
  2: 2,
  3: 3,
  7: 8,
  8: 6,
  9: 7,
  10: 10,
  11: 11,
  12: 12,
  13: 13,
  14: 14,
};
const QUANTIZATION_FACTOR = 1_000;
type HeaderField = (typeof HEADER_FIELDS)[number][0];

const MAX_TENSOR_COUNT = 11 + 39 * 64;
const TENSOR_NAME = /^(?:encoder|decoder)\.[a-z0-9_.]{2,80}$/;

/**
 * Reads the whole layout of a speech model without native code, so that a broken file never reaches it.
 * Flipped bits inside weights do not show here; the manifest's checksum is for those.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid'
 */
export async function readSpeechModelLayout(modelPath: string): Promise<SpeechModelLayout> {
  try {
    await using file = await openToRead(modelPath);
    return await parseLayout(new ModelReader(file, (await file.stat()).size));
  } catch (error) {
    const fault = readFault(error);
    if (fault === undefined) throw error;
    throw new EngineError(
      isMissing(error) ? 'speech-model-missing' : 'speech-model-invalid',
      `The speech model ${modelPath} cannot be read: ${fault}.`,
      'Download a speech model or pick another file.',
      { cause: error },
    );
  }
}

async function parseLayout(reader: ModelReader): Promise<SpeechModelLayout> {
  await checkMagic(reader);
  const header = await readHeader(reader);
  checkHeads(header);
  await skipMelFilters(reader, header.melBandCount);
  await skipVocabulary(reader, header.vocabularyCount);
  const tensors = await readTensors(reader);
  checkTensors(tensors, header);
  return {
    fileBytes: reader.fileBytes,
    isMultilingual: header.vocabularyCount > ENGLISH_VOCABULARY_COUNT,
    audioContextCount: header.audioContextCount,
    audioStateCount: header.audioStateCount,
    tensors,
  };
}

async function checkMagic(reader: ModelReader): Promise<void> {
  if (reader.fileBytes === 0) throw invalid('The speech model file is empty.');
  const start = await reader.peek(FORMAT_START_BYTES);
  if ((await reader.bytes(4)).readUInt32LE() === MAGIC) return;
  const foreign = nameForeignFormat(start);
  throw new EngineError(
    'speech-model-invalid',
    foreign === undefined
      ? 'This is not a model file: it is not a ggml whisper model.'
      : `This is ${foreign}; speech needs a ggml whisper model.`,
    'Choose a model file, or take one of the list.',
  );
}

async function readHeader(reader: ModelReader): Promise<Record<HeaderField, number>> {
  const header: Partial<Record<HeaderField, number>> = {};
  for (const [field, minimum, maximum] of HEADER_FIELDS) {
    const value = await reader.int32();
    if (value < minimum || value > maximum) {
      throw invalid(`The speech model's header is damaged: ${field} is ${value}.`);
    }
    header[field] = value;
  }
  // Every field of the table has just been set.
  return header as Record<HeaderField, number>;
}

/** Whisper's encoder and decoder are equally wide, and each head takes an equal share; native code asserts it. */
function checkHeads(header: Record<HeaderField, number>): void {
  const { audioStateCount, audioHeadCount, textStateCount, textHeadCount } = header;
  if (
    audioStateCount !== textStateCount ||
    audioHeadCount !== textHeadCount ||
    audioStateCount % audioHeadCount !== 0
  ) {
    throw invalid(
      `The speech model's header is damaged: ${audioStateCount} states in ${audioHeadCount} heads, ${textStateCount} in ${textHeadCount}.`,
    );
  }
}

async function skipMelFilters(reader: ModelReader, melBandCount: number): Promise<void> {
  const bandCount = await reader.int32();
  const binCount = await reader.int32();
  if (bandCount !== melBandCount || binCount !== 201) {
    throw invalid(`The speech model's header is damaged: mel filters of ${bandCount} × ${binCount}.`);
  }
  reader.skip(bandCount * binCount * 4);
}

async function skipVocabulary(reader: ModelReader, vocabularyCount: number): Promise<void> {
  const wordCount = await reader.int32();
  if (wordCount < 1 || wordCount > vocabularyCount) {
    throw invalid(`The speech model's header is damaged: a vocabulary of ${wordCount} words.`);
  }
  for (let wordIndex = 0; wordIndex < wordCount; wordIndex += 1) {
    const wordBytes = await reader.int32();
    if (wordBytes < 0 || wordBytes > 1_000) throw invalid("The speech model's vocabulary is damaged.");
    reader.skip(wordBytes);
  }
}

async function readTensors(reader: ModelReader): Promise<ModelTensor[]> {
  const tensors: ModelTensor[] = [];
  while (reader.remainingBytes > 0) {
    if (tensors.length >= MAX_TENSOR_COUNT) throw invalid('The speech model holds too many tensors.');
    const dimensionCount = await reader.int32();
    const nameBytes = await reader.int32();
    const typeIndex = await reader.int32();
    const block = GGML_BLOCKS[typeIndex];
    if (dimensionCount < 1 || dimensionCount > 4 || nameBytes < 1 || nameBytes > 100 || !block) {
      throw invalid('The speech model is damaged or cut off.');
    }
    const shape: number[] = [];
    for (let index = 0; index < dimensionCount; index += 1) shape.push(await reader.int32());
    const name = (await reader.bytes(nameBytes)).toString('latin1');
    const dataBytes = (shape.reduce((product, length) => product * length, 1) / block[0]) * block[1];
    if (!TENSOR_NAME.test(name) || !Number.isSafeInteger(dataBytes) || shape.some((length) => length < 1)) {
      throw invalid('The speech model is damaged: a tensor makes no sense.');
    }
    tensors.push({ name, shape, typeIndex, dataOffsetBytes: reader.offsetBytes, dataBytes });
    reader.skip(dataBytes);
  }
  return tensors;
}

function checkTensors(tensors: readonly ModelTensor[], header: Record<HeaderField, number>): void {
  const names = new Set(tensors.map((tensor) => tensor.name));
  // 7 tensors of the encoder and 4 of the decoder, 15 an encoder layer and 24 a decoder layer.
  const expectedCount = 11 + 15 * header.audioLayerCount + 24 * header.textLayerCount;
  if (names.size !== expectedCount || tensors.length !== expectedCount) {
    throw invalid(`The speech model is incomplete: ${tensors.length} of ${expectedCount} tensors.`);
  }
  const weightType = WEIGHT_TYPES[header.fileTypeIndex % QUANTIZATION_FACTOR];
  if (!tensors.some(({ typeIndex }) => typeIndex === weightType)) {
    throw invalid(
      `The speech model is damaged: none of its weights has the number format ${header.fileTypeIndex}.`,
    );
  }
  const shapes: readonly (readonly [name: string, ...shape: number[]])[] = [
    ['encoder.positional_embedding', header.audioStateCount, header.audioContextCount],
    ['encoder.conv1.weight', 3, header.melBandCount, header.audioStateCount],
    ['decoder.positional_embedding', header.textStateCount, header.textContextCount],
    ['decoder.token_embedding.weight', header.textStateCount, header.vocabularyCount],
  ];
  for (const [name, ...shape] of shapes) {
    const found = tensors.find((tensor) => tensor.name === name)?.shape.join(' × ');
    if (found !== shape.join(' × ')) throw invalid(`The speech model is damaged: ${name} is ${found}.`);
  }
}

function invalid(message: string): EngineError {
  return new EngineError('speech-model-invalid', message, REMEDY);
}

const WINDOW_BYTES = 65_536;

/** Reads a file forward through a small window; running past its end means that the file is cut off. */
class ModelReader {
  readonly fileBytes: number;
  offsetBytes = 0;
  readonly #file: FileHandle;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #windowStartBytes = 0;
  #windowBytes = 0;

  constructor(file: FileHandle, fileBytes: number) {
    this.#file = file;
    this.fileBytes = fileBytes;
  }

  get remainingBytes(): number {
    return this.fileBytes - this.offsetBytes;
  }

  skip(lengthBytes: number): void {
    if (lengthBytes > this.remainingBytes) {
      throw invalid(`The speech model is cut off after ${this.fileBytes} bytes.`);
    }
    this.offsetBytes += lengthBytes;
  }

  /** A copy of up to this many of the next bytes, without consuming them. */
  async peek(lengthBytes: number): Promise<Buffer> {
    const bytes = Buffer.alloc(Math.min(lengthBytes, this.remainingBytes));
    await this.#file.read(bytes, 0, bytes.length, this.offsetBytes);
    return bytes;
  }

  async int32(): Promise<number> {
    return (await this.bytes(4)).readInt32LE();
  }

  /** @param lengthBytes at most 64 KiB; the result is valid until the next call. */
  async bytes(lengthBytes: number): Promise<Buffer> {
    const startBytes = this.offsetBytes;
    this.skip(lengthBytes);
    const windowEndBytes = this.#windowStartBytes + this.#windowBytes;
    if (startBytes < this.#windowStartBytes || startBytes + lengthBytes > windowEndBytes) {
      const { bytesRead } = await this.#file.read(this.#window, 0, WINDOW_BYTES, startBytes);
      if (bytesRead < lengthBytes) throw invalid('The speech model changed while it was read.');
      this.#windowStartBytes = startBytes;
      this.#windowBytes = bytesRead;
    }
    const at = startBytes - this.#windowStartBytes;
    return this.#window.subarray(at, at + lengthBytes);
  }
}
