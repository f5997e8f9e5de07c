import type { FileHandle } from 'node:fs/promises';
import { openToRead } from '../base/open-to-read.ts';
import { FORMAT_START_BYTES, nameForeignFormat } from './foreign-format.ts';

/** The fault of a file of another kind. */
export const NOT_ONNX = 'is not an ONNX model';
/** Fields of ONNX's ModelProto (onnx.proto): the format's version comes first, the graph is what runs. */
const VERSION_FIELD_INDEX = 1;
const GRAPH_FIELD_INDEX = 7;
const METADATA_FIELD_INDEX = 14;
/** Lists of tokens and languages take some kilobytes. */
const MAX_METADATA_BYTES = 65_536;
const MAX_VERSION = 100;
const MAX_FIELD_COUNT = 10_000;
/** A protobuf number takes ten bytes at most; two of them stand before each field's content. */
const FIELD_HEAD_BYTES = 20;
const VARINT_TYPE_CODE = 0;
const LENGTH_DELIMITED_TYPE_CODE = 2;
/** Bytes of a field with another wire type. */
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** What the head of an ONNX model says, without its weights. */
export interface OnnxHead {
  /** What is wrong with the file, to stand after its name; undefined when it may be loaded. */
  readonly fault: string | undefined;
  /** `metadata_props`: what the exporter wrote for the runtime. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Walks over the outermost fields of an ONNX model without native code, which would abort on anything else;
 * a file that is cut off does not end where its last field does.
 */
export async function readOnnxHead(filePath: string): Promise<OnnxHead> {
  const metadata = new Map<string, string>();
  await using file = await openToRead(filePath);
  const { size } = await file.stat();
  const fault = async (): Promise<string | undefined> => {
    const foreign = nameForeignFormat(await bytesAt(file, 0, FORMAT_START_BYTES));
    if (foreign !== undefined) return `is ${foreign}, not an ONNX model`;
    let offsetBytes = 0;
    let hasGraph = false;
    for (let fieldCount = 0; offsetBytes < size; fieldCount += 1) {
      const field = readField(await bytesAt(file, offsetBytes, FIELD_HEAD_BYTES));
      const isFirst = fieldCount === 0;
      if (!field || fieldCount > MAX_FIELD_COUNT || (isFirst && !isVersion(field))) {
        return isFirst ? NOT_ONNX : 'is damaged';
      }
      hasGraph ||=
        field.fieldIndex === GRAPH_FIELD_INDEX && field.wireTypeCode === LENGTH_DELIMITED_TYPE_CODE;
      if (field.fieldIndex === METADATA_FIELD_INDEX && field.wireTypeCode === LENGTH_DELIMITED_TYPE_CODE) {
        const contentBytes = Math.min(field.contentBytes, MAX_METADATA_BYTES);
        readEntry(
          await bytesAt(file, offsetBytes + field.lengthBytes - field.contentBytes, contentBytes),
          metadata,
        );
      }
      offsetBytes += field.lengthBytes;
    }
    if (offsetBytes > size) return 'is cut off';
    return hasGraph ? undefined : 'is cut off or holds no graph';
  };
  return { fault: await fault(), metadata };
}

/** Adds one StringStringEntryProto: field 1 is the key, field 2 the value. */
function readEntry(content: Buffer, metadata: Map<string, string>): void {
  const texts = new Map<number, string>();
  let offsetBytes = 0;
  while (offsetBytes < content.length) {
    const field = readField(content.subarray(offsetBytes, offsetBytes + FIELD_HEAD_BYTES));
    if (!field) return;
    offsetBytes += field.lengthBytes;
    texts.set(field.fieldIndex, content.toString('utf8', offsetBytes - field.contentBytes, offsetBytes));
  }
  const [key, value] = [texts.get(1), texts.get(2)];
  if (key !== undefined && value !== undefined) metadata.set(key, value);
}

interface Field {
  readonly fieldIndex: number;
  readonly wireTypeCode: number;
  /** Of a varint field. */
  readonly value: number;
  /** Head and content. */
  readonly lengthBytes: number;
  readonly contentBytes: number;
}

function isVersion({ fieldIndex, wireTypeCode, value }: Field): boolean {
  return (
    fieldIndex === VERSION_FIELD_INDEX &&
    wireTypeCode === VARINT_TYPE_CODE &&
    value >= 1 &&
    value <= MAX_VERSION
  );
}

function readField(head: Buffer): Field | undefined {
  const tag = readVarint(head, 0);
  if (!tag) return undefined;
  const fieldIndex = Math.floor(tag.value / 8);
  const wireTypeCode = tag.value % 8;
  if (fieldIndex === 0) return undefined;
  const fixedBytes = FIXED_BYTES[wireTypeCode];
  if (fixedBytes !== undefined) {
    const lengthBytes = tag.endBytes + fixedBytes;
    return { fieldIndex, wireTypeCode, value: 0, lengthBytes, contentBytes: fixedBytes };
  }
  const argument = readVarint(head, tag.endBytes);
  if (!argument || (wireTypeCode !== VARINT_TYPE_CODE && wireTypeCode !== LENGTH_DELIMITED_TYPE_CODE))
    return undefined;
  const { value, endBytes } = argument;
  const contentBytes = wireTypeCode === VARINT_TYPE_CODE ? 0 : value;
  return { fieldIndex, wireTypeCode, value, lengthBytes: endBytes + contentBytes, contentBytes };
}

/** A number of seven bits a byte, lowest first; undefined when it does not end. */
function readVarint(bytes: Buffer, startBytes: number): { value: number; endBytes: number } | undefined {
  let value = 0;
  for (let index = startBytes; index < bytes.length && index < startBytes + 10; index += 1) {
    const byte = bytes.readUInt8(index);
    value += (byte & 0x7f) * 2 ** (7 * (index - startBytes));
    if (byte < 0x80) return { value, endBytes: index + 1 };
  }
  return undefined;
}

async function bytesAt(file: FileHandle, offsetBytes: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, offsetBytes);
  return buffer.subarray(0, bytesRead);
}
