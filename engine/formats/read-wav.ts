import type { ByteReader } from './byte-reader.ts';
import type { SoundBlock } from './sound-block.ts';
import { hasMoreSamples, readNextHeader, readWavHeader, type WavHeader } from './wav-format.ts';
import { createSampleDecoder } from './wav-samples.ts';

/** Decoded at a time. */
const BLOCKS_PER_SECOND_COUNT = 50;

/**
 * Reads a WAV file of any usual rate, channel count and sample format. Samples that are not numbers become silence;
 * a truncated file is read to its end, and files that were joined are read one after the other.
 * @throws EngineError 'source-unreadable' | 'source-empty'
 */
export async function* readWavBlocks(reader: ByteReader, name: string): AsyncGenerator<SoundBlock> {
  let header: WavHeader | undefined = await readWavHeader(reader, name);
  while (header) {
    const { rateHz, channelCount } = header.format;
    const decode = createSampleDecoder(header.format);
    for await (const bytes of readBlocks(reader, header))
      yield { rateHz, channelCount, samples: decode(bytes) };
    header = await readNextHeader(reader, header.format, name);
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
      if (!(await hasMoreSamples(reader, restBytes))) {
        await reader.skip(restBytes);
        return;
      }
      leftBytes = Number.POSITIVE_INFINITY;
    }
    const bytes = await reader.read(Math.min(stepBytes, leftBytes));
    const wholeBytes = bytes.length - (bytes.length % blockBytes);
    if (wholeBytes === 0) return;
    leftBytes -= wholeBytes;
    yield bytes.subarray(0, wholeBytes);
  }
}
