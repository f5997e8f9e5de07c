import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../base/engine-error.ts';
import { AUDIO_CONTEXT_OFFSET_BYTES, readSpeechModelLayout, type ModelTensor } from '../base/speech-model-file.ts';

/** 512 positions are 10.24 s of audio. */
export const TWIN_POSITION_COUNT = 512;

/**
 * Writes a copy of a whisper model whose encoder takes a shorter window, so that short utterances cost a
 * fraction of the usual 30 s: the header's audio context and the rows of the encoder's positions are cut,
 * everything else is copied. A twin that is already there is left as it is.
 * @param positionCount encoder positions of 20 ms each.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid'; `signal.reason`.
 */
export async function makeShortContextTwin(
  modelPath: string,
  twinPath: string,
  positionCount: number = TWIN_POSITION_COUNT,
  signal?: AbortSignal,
): Promise<void> {
  if (await isTwin(twinPath, positionCount)) return;
  const layout = await readSpeechModelLayout(modelPath);
  const positions = layout.tensors.find((tensor) => tensor.name === 'encoder.positional_embedding');
  if (!positions || layout.audioContextCount <= positionCount) {
    throw new EngineError(
      'speech-model-invalid',
      'This model has no longer window to shorten.',
      'Switch the short context off.',
    );
  }
  await mkdir(path.dirname(twinPath), { recursive: true });
  const partPath = `${twinPath}.part`;
  try {
    const bytes = Readable.from(twinBytes(modelPath, positions, positionCount));
    await pipeline(bytes, createWriteStream(partPath), { signal });
    await rename(partPath, twinPath);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

async function isTwin(twinPath: string, positionCount: number): Promise<boolean> {
  try {
    return (await readSpeechModelLayout(twinPath)).audioContextCount === positionCount;
  } catch {
    return false;
  }
}

async function* twinBytes(
  modelPath: string,
  positions: ModelTensor,
  positionCount: number,
): AsyncGenerator<Buffer, void, undefined> {
  // The second dimension is the last number before the tensor's name.
  const dimensionOffsetBytes = positions.dataOffsetBytes - positions.name.length - 4;
  const keptBytes = (positions.dataBytes / (positions.shape[1] ?? 1)) * positionCount;
  yield* copy(modelPath, 0, AUDIO_CONTEXT_OFFSET_BYTES);
  yield int32(positionCount);
  yield* copy(modelPath, AUDIO_CONTEXT_OFFSET_BYTES + 4, dimensionOffsetBytes);
  yield int32(positionCount);
  yield* copy(modelPath, dimensionOffsetBytes + 4, positions.dataOffsetBytes + keptBytes);
  yield* copy(modelPath, positions.dataOffsetBytes + positions.dataBytes);
}

/** The file's bytes from `startBytes` to before `endBytes`, or to its end. */
async function* copy(
  modelPath: string,
  startBytes: number,
  endBytes?: number,
): AsyncGenerator<Buffer, void, undefined> {
  const range = endBytes === undefined ? { start: startBytes } : { start: startBytes, end: endBytes - 1 };
  yield* createReadStream(modelPath, range) as AsyncIterable<Buffer>;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
