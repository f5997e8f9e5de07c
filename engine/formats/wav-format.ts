import { ByteReader } from './byte-reader.ts';
import { emptySound, unreadableSound } from './sound-errors.ts';
import { nameWavCodec } from './sound-formats.ts';

/** How the samples of a WAV file are written. */
export interface WavFormat {
  readonly rateHz: number;
  readonly channelCount: number;
  readonly encoding: 'pcm' | 'float' | 'mu-law' | 'a-law';
  /** Bytes of one sample of one channel. */
  readonly sampleBytes: number;
  /** Bytes of one sample of every channel. */
  readonly blockBytes: number;
}

/** One that Sotto does not decode itself. */
interface ForeignCodec {
  readonly codec: string;
}

export interface WavHeader {
  readonly format: WavFormat;
  /** What the file claims; infinite where its writer did not know. The file may hold more or less. */
  readonly claimedBytes: number;
}

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_ALAW = 6;
const FORMAT_MULAW = 7;
const FORMAT_EXTENSIBLE = 0xfffe;
const EXTENSIBLE_SUBFORMAT_OFFSET_BYTES = 24;
const MAX_FORMAT_BYTES = 40;
const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** Writers to a pipe cannot know the length and leave a size from here on in the header. */
const OPEN_ENDED_BYTES = 0x7ff0_0000;
/** In a 64-bit file the true size stands in its `ds64` chunk. */
const SIZE_ELSEWHERE_BYTES = 0xffff_ffff;
const DS64_BYTES = 28;
/** Passed over in search of a chunk after one whose size was wrong. */
const MAX_GAP_BYTES = 64 * 1_024;
/** A chunk after the samples is smaller than this; a larger "size" is sound. */
const MAX_TRAILING_CHUNK_BYTES = 16 * 1_024 * 1_024;
const MIN_RATE_HZ = 4_000;
const MAX_RATE_HZ = 384_000;
const MAX_CHANNEL_COUNT = 32;

/** A chunk whose end is looked at before it is passed over, as its size may be wrong. */
const MAX_CHECKED_BYTES = 16 * 1_024 * 1_024;
/** In a body that claims even more, only so much is searched for the chunk it swallowed. */
const MAX_SEARCHED_BYTES = 1_024 * 1_024;
/** What a format chunk is long, in truth: what is claimed may be wrong. */
const FORMAT_SIZES_BYTES: readonly number[] = [16, 18, 40];

/** Chunks that writers of sound files are known to add. */
const KNOWN_TAGS: ReadonlySet<string> = new Set(
  'fmt |data|fact|ds64|LIST|INFO|JUNK|junk|PAD |FLLR|bext|iXML|axml|chna|cue |plst|smpl|inst|PEAK|id3 |ID3 |_PMX|cart|levl|umid|minf|elm1|regn|DISP|acid|strc|afsp|r64m|meta|wavl|slnt|RIFF|RF64|BW64|note|labl'.split(
    '|',
  ),
);

/** What a whole file begins with. */
const FILE_TAGS: ReadonlySet<string> = new Set(['RIFF', 'RF64', 'BW64']);

/** How many first bytes `isWav` looks at. */
export const WAV_START_BYTES = 12;

/** @param start its first WAV_START_BYTES. @returns whether it is a RIFF/WAVE, RF64 or BW64 stream. */
export function isWav(start: Buffer): boolean {
  return /^(?:RIFF|RF64|BW64)[^]{4}WAVE/.test(start.toString('latin1'));
}

/**
 * Reads the chunks of a stream that `isWav` up to its first sample, where the reader then stands.
 * Chunks of odd length may be padded or not.
 * @param name of the file, for messages.
 * @throws EngineError 'source-unreadable' | 'source-empty'
 */
export async function readWavHeader(reader: ByteReader, name: string): Promise<WavHeader> {
  await reader.skip(RIFF_HEADER_BYTES);
  let format: WavFormat | undefined;
  let longDataBytes = 0;
  for (;;) {
    const header = await nextChunk(reader);
    if (!header) break;
    const { tag, sizeBytes } = header;
    if (tag === 'data') {
      if (!format) throw unreadableSound(name, 'its samples come before their format');
      const isElsewhere = sizeBytes === SIZE_ELSEWHERE_BYTES && longDataBytes > 0;
      return { format, claimedBytes: isElsewhere ? longDataBytes : dataBytes(sizeBytes) };
    }
    if (tag === 'fmt ') {
      format = requireKnown(parseFormat(await readFormat(reader, sizeBytes), name), name);
      continue;
    }
    const bodyBytes = await trueBodyBytes(reader, sizeBytes, format ? 'data' : 'fmt ');
    const body = await reader.read(Math.min(bodyBytes, tag === 'ds64' ? DS64_BYTES : 0));
    if (body.length >= 16) longDataBytes = Number(body.readBigUInt64LE(8));
    if (!(await reader.skip(bodyBytes - body.length))) break;
  }
  if (!format) throw unreadableSound(name, 'it has no format chunk');
  throw emptySound(name, 'it ends before its first sample');
}

/**
 * Passes over what follows the samples, up to more of them: in a chunk of their own, or in a file joined to this one.
 * @param format of the samples before.
 * @returns undefined where no more follow.
 * @throws EngineError 'source-unreadable' where their format is not known.
 */
export async function readNextHeader(
  reader: ByteReader,
  format: WavFormat,
  name: string,
): Promise<WavHeader | undefined> {
  for (let following = format; ;) {
    const next = await reader.peek(1 + CHUNK_HEADER_BYTES);
    const chunk = isChunk(next) || isChunk(next.subarray(1)) ? await nextChunk(reader) : undefined;
    if (chunk?.tag === 'data') return { format: following, claimedBytes: dataBytes(chunk.sizeBytes) };
    if (chunk?.tag === 'fmt ') {
      following = requireKnown(parseFormat(await readFormat(reader, chunk.sizeBytes), name), name);
      continue;
    }
    const isFile = chunk !== undefined && FILE_TAGS.has(chunk.tag);
    const bodyBytes = isFile ? RIFF_HEADER_BYTES - CHUNK_HEADER_BYTES : chunk?.sizeBytes;
    if (bodyBytes === undefined || !(await reader.skip(bodyBytes))) return undefined;
  }
}

/** @param claimedBytes of a chunk of samples. */
function dataBytes(claimedBytes: number): number {
  return claimedBytes >= OPEN_ENDED_BYTES ? Number.POSITIVE_INFINITY : claimedBytes;
}

/**
 * Looks at the chunks of a stream that `isWav` up to its format, and leaves them in place.
 * @returns the codec where `readWavHeader` does not know it.
 * @throws EngineError 'source-unreadable'
 */
export async function wavCodecOf(stream: ByteReader, name: string): Promise<string | undefined> {
  const reader = new ByteReader(lookAhead(stream), Number.POSITIVE_INFINITY);
  await reader.skip(RIFF_HEADER_BYTES);
  for (;;) {
    const chunk = await nextChunk(reader);
    if (!chunk || chunk.tag === 'data') return undefined;
    if (chunk.tag === 'fmt ') {
      const format = parseFormat(await readFormat(reader, chunk.sizeBytes), name);
      return 'codec' in format ? format.codec : undefined;
    }
    if (!(await reader.skip(await trueBodyBytes(reader, chunk.sizeBytes, 'fmt ')))) return undefined;
  }
}

/** The next bytes of a stream in pieces so small that a slow writer keeps nobody waiting for more than is needed. */
async function* lookAhead(stream: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let seenBytes = 0; seenBytes < MAX_GAP_BYTES;) {
    const piece = (await stream.peek(seenBytes + CHUNK_HEADER_BYTES)).subarray(seenBytes);
    if (piece.length === 0) return;
    seenBytes += piece.length;
    yield piece;
  }
}

/** Whether what follows the claimed end of the samples is more of them: the writer never corrected the size. */
export async function hasMoreSamples(reader: ByteReader, restOfBlockBytes: number): Promise<boolean> {
  const next = (await reader.peek(restOfBlockBytes + 1 + CHUNK_HEADER_BYTES)).subarray(restOfBlockBytes);
  if (next.length < CHUNK_HEADER_BYTES) return false;
  return !isChunk(next) && !isChunk(next.subarray(1));
}

/** Passes over the format chunk. @returns its first bytes, to where another chunk follows if its size is wrong. */
async function readFormat(reader: ByteReader, claimedBytes: number): Promise<Buffer> {
  const sizes = [claimedBytes, ...FORMAT_SIZES_BYTES].filter((bytes) => bytes <= MAX_GAP_BYTES);
  const ahead = await reader.peek(Math.max(...sizes) + 1 + CHUNK_HEADER_BYTES);
  const isEnd = (bytes: number): boolean =>
    KNOWN_TAGS.has(tagOf(ahead, bytes)) || KNOWN_TAGS.has(tagOf(ahead, bytes + 1));
  const sizeBytes = sizes.find(isEnd) ?? claimedBytes;
  const body = await reader.read(Math.min(sizeBytes, MAX_FORMAT_BYTES));
  await reader.skip(sizeBytes - body.length);
  return body;
}

/**
 * How long the body of a chunk is: as it claims, unless no chunk follows there, while the one that is looked for
 * stands inside.
 */
async function trueBodyBytes(reader: ByteReader, claimedBytes: number, wantedTag: string): Promise<number> {
  if (claimedBytes <= MAX_CHECKED_BYTES) {
    const after = async (countBytes: number): Promise<Buffer> =>
      (await reader.peek(claimedBytes + countBytes)).subarray(claimedBytes);
    const next = await after(1 + CHUNK_HEADER_BYTES);
    if (isChunk(next) || isChunk(next.subarray(1)) || (await after(MAX_GAP_BYTES)).includes(wantedTag))
      return claimedBytes;
  }
  const index = (await reader.peek(Math.min(claimedBytes, MAX_SEARCHED_BYTES) + wantedTag.length)).indexOf(
    wantedTag,
  );
  return index === -1 ? claimedBytes : index;
}

/** The next chunk's tag and claimed size; undefined at the end of the stream. */
async function nextChunk(reader: ByteReader): Promise<{ tag: string; sizeBytes: number } | undefined> {
  for (let gapBytes = 0; gapBytes < MAX_GAP_BYTES; gapBytes += 1) {
    const bytes = await reader.peek(CHUNK_HEADER_BYTES + 1);
    if (bytes.length < CHUNK_HEADER_BYTES) return undefined;
    const tag = tagOf(bytes);
    // A known tag one byte on shows that the byte before it is padding.
    const isPadding =
      !KNOWN_TAGS.has(tag) && (!isTag(tag) || gapBytes > 0 || KNOWN_TAGS.has(tagOf(bytes, 1)));
    await reader.skip(isPadding ? 1 : CHUNK_HEADER_BYTES);
    if (!isPadding) return { tag, sizeBytes: bytes.readUInt32LE(4) };
  }
  return undefined;
}

function isChunk(bytes: Buffer): boolean {
  const tag = tagOf(bytes);
  if (KNOWN_TAGS.has(tag)) return true;
  return (
    isTag(tag) && bytes.length >= CHUNK_HEADER_BYTES && bytes.readUInt32LE(4) <= MAX_TRAILING_CHUNK_BYTES
  );
}

function tagOf(bytes: Buffer, offsetBytes = 0): string {
  return bytes.toString('latin1', offsetBytes, offsetBytes + 4);
}

function isTag(tag: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_ ]{3}$/.test(tag);
}

function requireKnown(format: WavFormat | ForeignCodec, name: string): WavFormat {
  if ('codec' in format)
    throw unreadableSound(name, `its sound is ${format.codec}, which Sotto does not decode`);
  return format;
}

function parseFormat(chunk: Buffer, name: string): WavFormat | ForeignCodec {
  if (chunk.length < 14) throw unreadableSound(name, 'its format chunk is too short');
  let tag = chunk.readUInt16LE(0);
  if (tag === FORMAT_EXTENSIBLE && chunk.length >= EXTENSIBLE_SUBFORMAT_OFFSET_BYTES + 2)
    tag = chunk.readUInt16LE(EXTENSIBLE_SUBFORMAT_OFFSET_BYTES);
  const channelCount = chunk.readUInt16LE(2);
  const rateHz = chunk.readUInt32LE(4);
  if (channelCount < 1 || channelCount > MAX_CHANNEL_COUNT)
    throw unreadableSound(name, `it claims ${channelCount} channels`);
  if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ)
    throw unreadableSound(name, `it claims a rate of ${rateHz} Hz`);

  // 12 or 20 bits lie at the top of 16 or 24: the block size says how much room a sample takes.
  const roomBytes = chunk.readUInt16LE(12) / channelCount;
  const statedBits = chunk.length >= 16 ? chunk.readUInt16LE(14) : 0;
  const bitsPerSample = statedBits > 0 ? statedBits : roomBytes * 8;
  const bitsBytes = Math.ceil(bitsPerSample / 8);
  const pcmBytes =
    Number.isInteger(roomBytes) && roomBytes > bitsBytes && roomBytes <= 4 ? roomBytes : bitsBytes;

  const shape = (encoding: WavFormat['encoding'], sampleBytes: number): WavFormat => ({
    rateHz,
    channelCount,
    encoding,
    sampleBytes,
    blockBytes: channelCount * sampleBytes,
  });
  if (tag === FORMAT_PCM && bitsPerSample >= 8 && bitsPerSample <= 32) return shape('pcm', pcmBytes);
  if (tag === FORMAT_FLOAT && (bitsPerSample === 32 || bitsPerSample === 64))
    return shape('float', bitsPerSample / 8);
  // Both have 8 bits, whatever the header says.
  if (tag === FORMAT_MULAW) return shape('mu-law', 1);
  if (tag === FORMAT_ALAW) return shape('a-law', 1);
  return { codec: nameWavCodec(tag, bitsPerSample) };
}
