import type { EngineError } from '../base/engine-error.ts';
import { findProgram } from '../base/find-program.ts';
import { PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import { ByteReader } from './byte-reader.ts';
import { decodeCompressed } from './decode-compressed.ts';
import { decodeWithFfmpeg, type FfmpegSound } from './decode-with-ffmpeg.ts';
import { createDownmix } from './downmix.ts';
import { asReadError, displayName, openBytes } from './open-bytes.ts';
import { readWavBlocks } from './read-wav.ts';
import { createResampler } from './resampler.ts';
import type { SoundBlock } from './sound-block.ts';
import { emptySound, UNKNOWN_SOUND, unreadableSound } from './sound-errors.ts';
import { skipTags } from './skip-tags.ts';
import { SOUND_FORMAT_START_BYTES, soundFormatOf, type SoundFormat, TAGGED_FORMAT } from './sound-formats.ts';
import { isWav, WAV_START_BYTES, wavCodecOf } from './wav-format.ts';

const NEVER = new AbortController().signal;

export interface OpenedSound {
  /** Mono s16 blocks at PIPELINE_RATE_HZ, each valid until the next. */
  readonly samples: AsyncGenerator<Int16Array>;
  /** How much of the file has been read; undefined where its length is not known, as with a pipe. */
  readonly readRatio: () => number | undefined;
}

/**
 * Reads a sound file whole.
 * @throws EngineError as `openSound` does
 */
export async function readSound(path: string): Promise<{ samples: Int16Array; durationMs: number }> {
  const blocks: Int16Array[] = [];
  for await (const block of (await openSound(path, NEVER)).samples) blocks.push(block.slice());
  const samples = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let writtenCount = 0;
  for (const block of blocks) {
    samples.set(block, writtenCount);
    writtenCount += block.length;
  }
  return { samples, durationMs: samplesMs(samples.length) };
}

/**
 * Opens a sound file, a named pipe or, for `-`, standard input, and checks it up to its first sample. WAV, MP3, FLAC
 * and Ogg Opus are read here, other formats with ffmpeg where it is installed.
 * @throws EngineError 'source-missing' | 'source-unreadable' | 'source-empty'
 */
export async function openSound(path: string, signal: AbortSignal): Promise<OpenedSound> {
  const { stream, totalBytes } = await openBytes(path, signal);
  const reader = new ByteReader(stream, totalBytes);
  const close = (): void => void stream.destroy();
  try {
    const { blocks, readRatio, format } = await decoderFor(reader, path, Number.isFinite(totalBytes));
    const first = await blocks.next();
    if (first.done === true) throw withoutSamples(displayName(path), format);
    return { readRatio, samples: convert(first.value, blocks, { path, close }, signal) };
  } catch (error) {
    close();
    throw asReadError(path, error, signal);
  }
}

interface Decoding {
  readonly blocks: AsyncGenerator<SoundBlock>;
  readonly readRatio: () => number | undefined;
  /** Absent for WAV. */
  readonly format?: SoundFormat;
}

function withoutSamples(name: string, format: SoundFormat | undefined): EngineError {
  return format
    ? unreadableSound(name, `it is ${format.name} without sound that can be decoded`)
    : emptySound(name, 'there is no sample in it');
}

async function decoderFor(reader: ByteReader, path: string, isFile: boolean): Promise<Decoding> {
  const name = displayName(path);
  const isTagged = await skipTags(reader);
  const start = await reader.peek(WAV_START_BYTES);
  if (start.length === 0 && !isTagged) throw emptySound(name, 'it is empty');
  const readRatio = (): number | undefined => reader.readRatio;
  const codec = isWav(start) ? await wavCodecOf(reader, name) : undefined;
  if (isWav(start) && codec === undefined) return { blocks: readWavBlocks(reader, name), readRatio };
  const format = isWav(start)
    ? { name: `a WAV file with ${codec} in it` }
    : (soundFormatOf(await reader.peek(SOUND_FORMAT_START_BYTES)) ?? (isTagged ? TAGGED_FORMAT : undefined));
  if (format?.decoder) return { blocks: decodeCompressed(reader, format.decoder, name), readRatio, format };
  if (format?.isSoundless) throw unreadableSound(name, `it is ${format.name}`);
  const program = await findProgram('ffmpeg');
  if (program === undefined)
    throw unreadableSound(
      name,
      format ? `it is ${format.name}, which Sotto reads where ffmpeg is installed` : UNKNOWN_SOUND,
    );
  const input = isFile ? { path } : { bytes: reader.rest() };
  return followDecoding(decodeWithFfmpeg(program, input, { name, formatName: format?.name }), format);
}

/** Knows how much of a sound of known length was decoded. */
function followDecoding(sound: FfmpegSound, format: SoundFormat | undefined): Decoding {
  let decodedMs = 0;
  return {
    ...(format && { format }),
    readRatio: () => {
      const durationMs = sound.durationMs();
      return durationMs === undefined ? undefined : Math.min(1, decodedMs / durationMs);
    },
    blocks: (async function* () {
      for await (const block of sound.blocks) {
        decodedMs += (block.samples.length / block.channelCount / block.rateHz) * 1_000;
        yield block;
      }
    })(),
  };
}

async function* convert(
  first: SoundBlock,
  rest: AsyncGenerator<SoundBlock>,
  { path, close }: { readonly path: string; readonly close: () => void },
  signal: AbortSignal,
): AsyncGenerator<Int16Array> {
  let stage = createStage(first);
  try {
    yield toInt16(stage.push(first.samples));
    for await (const block of rest) {
      if (!stage.fits(block)) {
        // Streams may be joined end to end, each with its own rate.
        yield toInt16(stage.flush());
        stage = createStage(block);
      }
      yield toInt16(stage.push(block.samples));
    }
    yield toInt16(stage.flush());
  } catch (error) {
    throw asReadError(path, error, signal);
  } finally {
    await rest.return(undefined);
    close();
  }
}

function createStage({ rateHz, channelCount }: SoundBlock) {
  const mix = createDownmix(channelCount);
  const resampler = createResampler(rateHz, PIPELINE_RATE_HZ);
  return {
    fits: (block: SoundBlock) => block.rateHz === rateHz && block.channelCount === channelCount,
    push: (samples: Float32Array) => resampler.push(mix(samples)),
    flush: () => resampler.flush(),
  };
}

function toInt16(values: Float32Array): Int16Array {
  return Int16Array.from(values, (value) => Math.max(-0x8000, Math.min(0x7fff, Math.round(value * 0x8000))));
}
