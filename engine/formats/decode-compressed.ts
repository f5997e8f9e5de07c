import type { CodecFrame, OggPage } from 'codec-parser';
import type { ByteReader } from './byte-reader.ts';
import type { SoundBlock } from './sound-block.ts';
import { unreadableSound } from './sound-errors.ts';

export type CompressedFormat = 'mp3' | 'flac' | 'ogg-opus';

/** What the decoders make of some bytes; a channel at a time. */
interface DecodedSound {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

interface Decoder {
  decode(bytes: Uint8Array): Promise<readonly DecodedSound[]>;
  /** What is still held once the stream has ended. */
  flush(): Promise<readonly DecodedSound[]>;
  free(): void;
}

/** Some seconds of speech; the decoders copy it. */
const STEP_BYTES = 32 * 1_024;
/** How a FLAC stream begins: its name, then a block of 34 bytes, which may be the last one of its header. */
const FLAC_STARTS = ['fLaC\u0000\u0000\u0000\u0022', 'fLaC\u0080\u0000\u0000\u0022'];
const FLAC_START_BYTES = 8;

/**
 * Decodes as it reads, also streams that were joined end to end. Frames that are damaged are passed over, as players do.
 * @throws EngineError 'source-unreadable'
 */
export async function* decodeCompressed(
  reader: ByteReader,
  format: CompressedFormat,
  name: string,
): AsyncGenerator<SoundBlock> {
  let decoder = await OPENERS[format]();
  // Inside Ogg the same bytes begin no stream of their own.
  const isBareFlac = flacStartIn(await reader.peek(FLAC_START_BYTES), 0) === 0;
  let isFirst = true;
  try {
    for (;;) {
      const bytes = isBareFlac ? await readFlacStep(reader) : await reader.read(STEP_BYTES);
      if (bytes.length === 0 || (!isFirst && isBareFlac && flacStartIn(bytes, 0) === 0)) {
        yield* blocksOf(await decoder.flush());
        if (bytes.length === 0) return;
        decoder.free();
        decoder = await OPENERS[format]();
      }
      isFirst = false;
      yield* blocksOf(await decoder.decode(bytes));
    }
  } catch (error) {
    throw unreadableSound(name, 'its sound is damaged', error);
  } finally {
    decoder.free();
  }
}

/** Never more than to the start of the next stream: a decoder reads but one. */
async function readFlacStep(reader: ByteReader): Promise<Buffer> {
  const start = flacStartIn(await reader.peek(STEP_BYTES + FLAC_START_BYTES), 1);
  return reader.read(start === -1 ? STEP_BYTES : Math.min(STEP_BYTES, start));
}

/** @returns the index of the first start of a stream, from `fromIndex` on; -1 for none. */
function flacStartIn(bytes: Buffer, fromIndex: number): number {
  const found = FLAC_STARTS.map((start) => bytes.indexOf(start, fromIndex, 'latin1')).filter((at) => at >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

const OPENERS: Readonly<Record<CompressedFormat, () => Promise<Decoder>>> = {
  mp3: openMp3,
  flac: openFlac,
  'ogg-opus': openOggOpus,
};

async function openMp3(): Promise<Decoder> {
  const [{ MPEGDecoder }, { default: CodecParser }] = await Promise.all([
    import('mpg123-decoder'),
    import('codec-parser'),
  ]);
  const parser = new CodecParser<CodecFrame>('audio/mpeg', { enableFrameCRC32: false });
  let decoder: InstanceType<typeof MPEGDecoder> | undefined;
  let rateHz = 0;
  const decodeFrames = async (frames: Iterator<CodecFrame>): Promise<readonly DecodedSound[]> => {
    const decoded: DecodedSound[] = [];
    for (const { header, data } of { [Symbol.iterator]: () => frames }) {
      // Of joined files of different rates, a decoder takes the one for the other.
      if (!decoder || header.sampleRate !== rateHz) {
        decoder?.free();
        decoder = new MPEGDecoder();
        await decoder.ready;
        rateHz = header.sampleRate;
      }
      decoded.push(decoder.decode(data));
    }
    return decoded;
  };
  return {
    decode: (bytes) => decodeFrames(parser.parseChunk(bytes)),
    flush: () => decodeFrames(parser.flush()),
    free: () => decoder?.free(),
  };
}

async function openFlac(): Promise<Decoder> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
  const decoder = new FLACDecoder();
  await decoder.ready;
  return {
    decode: async (bytes) => [await decoder.decode(bytes)],
    flush: async () => [await decoder.flush()],
    free: () => decoder.free(),
  };
}

async function openOggOpus(): Promise<Decoder> {
  const [{ OpusDecoder }, { default: CodecParser }] = await Promise.all([
    import('opus-decoder'),
    import('codec-parser'),
  ]);
  const parser = new CodecParser<OggPage>('application/ogg');
  let decoder: InstanceType<typeof OpusDecoder> | undefined;
  const decodePages = async (pages: Iterator<OggPage>): Promise<readonly DecodedSound[]> => {
    const frames = [...{ [Symbol.iterator]: () => pages }].flatMap((page) => page.codecFrames);
    const whole = withoutCutEnd(frames);
    const header = whole[0]?.header;
    if (!header || !('channelMappingTable' in header)) return [];
    if (!decoder) {
      const { channels, streamCount, coupledStreamCount, channelMappingTable, preSkip } = header;
      decoder = new OpusDecoder({ channels, streamCount, coupledStreamCount, channelMappingTable, preSkip });
      await decoder.ready;
    }
    return [decoder.decodeFrames(whole.map(({ data }) => data))];
  };
  return {
    decode: (bytes) => decodePages(parser.parseChunk(bytes)),
    flush: () => decodePages(parser.flush()),
    free: () => decoder?.free(),
  };
}

/**
 * A file that is cut off in a page has a packet that is cut and empty ones after it, and the decoder would fill each
 * with sound that was never there.
 */
function withoutCutEnd<Frame extends { readonly data: Uint8Array }>(
  frames: readonly Frame[],
): readonly Frame[] {
  const emptyIndex = frames.findIndex(({ data }) => data.length === 0);
  return emptyIndex === -1 ? frames : frames.slice(0, Math.max(0, emptyIndex - 1));
}

function* blocksOf(decoded: readonly DecodedSound[]): Generator<SoundBlock, void, undefined> {
  for (const { channelData, sampleRate } of decoded) {
    const channelCount = channelData.length;
    const lengthSamples = channelData[0]?.length ?? 0;
    if (lengthSamples === 0) continue;
    const samples = new Float32Array(lengthSamples * channelCount);
    channelData.forEach((channel, channelIndex) => {
      for (let index = 0; index < lengthSamples; index += 1)
        samples[index * channelCount + channelIndex] = Math.max(-1, Math.min(1, channel[index] ?? 0));
    });
    yield { rateHz: sampleRate, channelCount, samples };
  }
}
