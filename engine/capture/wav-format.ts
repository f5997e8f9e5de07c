import type { FileHandle } from 'node:fs/promises';
import { EngineError } from '../base/engine-error.ts';

/** Where the samples of a WAV file are and how they are written. */
export interface WavFormat {
  readonly rateHz: number;
  readonly channelCount: number;
  readonly encoding: 'pcm' | 'float';
  readonly bitsPerSample: number;
  /** Bytes of one sample of every channel. */
  readonly blockBytes: number;
  readonly dataStartBytes: number;
  /** What is really there: a truncated file holds less than its header says. */
  readonly dataBytes: number;
}

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
const EXTENSIBLE_SUBFORMAT_OFFSET_BYTES = 24;
const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** Writers to a pipe cannot know the length and leave a size from here on (or zero) in the header. */
const OPEN_ENDED_BYTES = 0x7ff0_0000;
const MIN_RATE_HZ = 4_000;
const MAX_RATE_HZ = 384_000;
const MAX_CHANNEL_COUNT = 32;

/**
 * Reads the chunks of a RIFF/WAVE file up to its samples.
 * @throws EngineError 'source-not-wav' | 'source-empty'
 */
export async function readWavFormat(file: FileHandle, name: string): Promise<WavFormat> {
  const fileBytes = (await file.stat()).size;
  if (fileBytes === 0) throw emptyWav(name);
  const riff = await readAt(file, 0, RIFF_HEADER_BYTES);
  if (riff.byteLength < RIFF_HEADER_BYTES || !isTag(riff, 0, 'RIFF') || !isTag(riff, 8, 'WAVE'))
    throw notWav(name, 'it has no RIFF/WAVE header');
  const riffBytes = riff.getUint32(4, true);

  let format: Omit<WavFormat, 'dataStartBytes' | 'dataBytes'> | undefined;
  for (let offsetBytes = RIFF_HEADER_BYTES; offsetBytes + CHUNK_HEADER_BYTES <= fileBytes;) {
    const header = await readAt(file, offsetBytes, CHUNK_HEADER_BYTES);
    const chunkBytes = header.getUint32(4, true);
    const bodyStartBytes = offsetBytes + CHUNK_HEADER_BYTES;
    if (isTag(header, 0, 'fmt ')) {
      format = parseFormat(await readAt(file, bodyStartBytes, Math.min(chunkBytes, 40)), name);
    } else if (isTag(header, 0, 'data')) {
      if (!format) throw notWav(name, 'its samples come before their format');
      const isOpenEnded =
        chunkBytes >= OPEN_ENDED_BYTES ||
        (chunkBytes === 0 && (riffBytes === 0 || riffBytes >= OPEN_ENDED_BYTES));
      const presentBytes = fileBytes - bodyStartBytes;
      const dataBytes = isOpenEnded ? presentBytes : Math.min(chunkBytes, presentBytes);
      const wholeBytes = dataBytes - (dataBytes % format.blockBytes);
      if (wholeBytes === 0) throw emptyWav(name);
      return { ...format, dataStartBytes: bodyStartBytes, dataBytes: wholeBytes };
    }
    offsetBytes = bodyStartBytes + chunkBytes + (chunkBytes % 2);
  }
  if (!format) throw notWav(name, 'it has no format chunk');
  throw emptyWav(name);
}

function parseFormat(chunk: DataView, name: string): Omit<WavFormat, 'dataStartBytes' | 'dataBytes'> {
  if (chunk.byteLength < 16) throw notWav(name, 'its format chunk is too short');
  let tag = chunk.getUint16(0, true);
  if (tag === FORMAT_EXTENSIBLE && chunk.byteLength >= EXTENSIBLE_SUBFORMAT_OFFSET_BYTES + 2)
    tag = chunk.getUint16(EXTENSIBLE_SUBFORMAT_OFFSET_BYTES, true);
  const channelCount = chunk.getUint16(2, true);
  const rateHz = chunk.getUint32(4, true);
  const bitsPerSample = chunk.getUint16(14, true);

  const isKnown =
    (tag === FORMAT_PCM && [8, 16, 24, 32].includes(bitsPerSample)) ||
    (tag === FORMAT_FLOAT && [32, 64].includes(bitsPerSample));
  if (!isKnown) throw notWav(name, `format ${tag} with ${bitsPerSample} bits is not PCM or float`);
  if (channelCount < 1 || channelCount > MAX_CHANNEL_COUNT)
    throw notWav(name, `it claims ${channelCount} channels`);
  if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) throw notWav(name, `it claims a rate of ${rateHz} Hz`);
  return {
    rateHz,
    channelCount,
    encoding: tag === FORMAT_FLOAT ? 'float' : 'pcm',
    bitsPerSample,
    blockBytes: channelCount * (bitsPerSample / 8),
  };
}

async function readAt(file: FileHandle, positionBytes: number, lengthBytes: number): Promise<DataView> {
  const bytes = new Uint8Array(lengthBytes);
  const { bytesRead } = await file.read(bytes, 0, lengthBytes, positionBytes);
  return new DataView(bytes.buffer, 0, bytesRead);
}

function isTag(view: DataView, offsetBytes: number, tag: string): boolean {
  const letters = Array.from({ length: tag.length }, (_, index) => view.getUint8(offsetBytes + index));
  return String.fromCharCode(...letters) === tag;
}

function notWav(name: string, cause: string): EngineError {
  return new EngineError(
    'source-not-wav',
    `${name} is not a WAV file that can be read: ${cause}.`,
    'Convert it first, e.g. `ffmpeg -i INPUT -ar 16000 -ac 1 output.wav`.',
  );
}

function emptyWav(name: string): EngineError {
  return new EngineError('source-empty', `${name} holds no sound.`, 'Record it again or pick another file.');
}
