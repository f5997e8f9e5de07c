import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { ByteReader } from './byte-reader.ts';
import { createDownmix } from './downmix.ts';
import { asReadError, displayName, openBytes } from './open-bytes.ts';
import { createResampler } from './resampler.ts';
import { emptyWav, hasMoreSamples, readWavHeader, type WavHeader } from './wav-format.ts';
import { createSampleDecoder } from './wav-samples.ts';

/** Decoded at a time. */
const BLOCKS_PER_SECOND_COUNT = 50;
const NEVER = new AbortController().signal;

/**
 * Reads a WAV file of any usual rate, channel count and sample format as mono PCM at PIPELINE_RATE_HZ.
 * Samples that are no number become silence; a file that was cut off is read as far as it goes.
 * @throws EngineError 'source-missing' | 'source-not-wav' | 'source-empty'
 */
export async function readWav(path: string): Promise<{ samples: Int16Array; durationMs: number }> {
  const blocks: Int16Array[] = [];
  for await (const block of await openWavSamples(path, NEVER)) blocks.push(block.slice());
  const samples = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let writtenCount = 0;
  for (const block of blocks) {
    samples.set(block, writtenCount);
    writtenCount += block.length;
  }
  return { samples, durationMs: (samples.length * 1_000) / PIPELINE_RATE_HZ };
}

/**
 * Opens and checks the file up to its first sample.
 * @returns mono s16 blocks at PIPELINE_RATE_HZ, each valid until the next.
 */
export async function openWavSamples(path: string, signal: AbortSignal): Promise<AsyncGenerator<Int16Array>> {
  const name = displayName(path);
  const { stream, totalBytes } = await openBytes(path, signal);
  const reader = new ByteReader(stream, totalBytes);
  try {
    const header = await readWavHeader(reader, name);
    const blocks = readBlocks(reader, header);
    const first = await blocks.next();
    if (first.done === true) throw emptyWav(name, 'there is no sample in it');
    return convert(first.value, blocks, header);
  } catch (error) {
    stream.destroy();
    throw asReadError(path, error, signal);
  }

  async function* convert(
    first: Buffer,
    rest: AsyncGenerator<Buffer>,
    { format }: WavHeader,
  ): AsyncGenerator<Int16Array> {
    const decode = createSampleDecoder(format);
    const mix = createDownmix(format.channelCount);
    const resampler = createResampler(format.rateHz, PIPELINE_RATE_HZ);
    try {
      yield toInt16(resampler.push(mix(decode(first))));
      for await (const block of rest) yield toInt16(resampler.push(mix(decode(block))));
      yield toInt16(resampler.flush());
    } catch (error) {
      throw asReadError(path, error, signal);
    } finally {
      stream.destroy();
    }
  }
}

/** Whole blocks of samples, to the end that the header claims or, where that is wrong, to the file's. */
async function* readBlocks(
  reader: ByteReader,
  { format, claimedBytes }: WavHeader,
): AsyncGenerator<Buffer, void, undefined> {
  const { rateHz, blockBytes } = format;
  const stepBytes = Math.max(1, Math.floor(rateHz / BLOCKS_PER_SECOND_COUNT)) * blockBytes;
  const restBytes = Number.isFinite(claimedBytes) ? claimedBytes % blockBytes : 0;
  let leftBytes = claimedBytes - restBytes;
  for (;;) {
    if (leftBytes === 0) {
      if (!(await hasMoreSamples(reader, restBytes))) return;
      leftBytes = Number.POSITIVE_INFINITY;
    }
    const bytes = await reader.read(Math.min(stepBytes, leftBytes));
    const wholeBytes = bytes.length - (bytes.length % blockBytes);
    if (wholeBytes === 0) return;
    leftBytes -= wholeBytes;
    yield bytes.subarray(0, wholeBytes);
  }
}

function toInt16(values: Float32Array): Int16Array {
  return Int16Array.from(values, (value) => Math.max(-0x8000, Math.min(0x7fff, Math.round(value * 0x8000))));
}
