import { readFile, writeFile } from 'node:fs/promises';
import { readSpeechModelLayout } from '../../engine/formats/speech-model-file.ts';

/** Of `n_audio_ctx`, after the magic number and `n_vocab`. */
const AUDIO_CONTEXT_OFFSET_BYTES = 8;
const POSITION_COUNT = 512;
const POSITIONS = 'encoder.positional_embedding';

/** A copy of a whisper model whose encoder reads 10 s only: the same texts from a smaller file. */
export async function writeSmallerModel(modelPath: string, smallerPath: string): Promise<void> {
  const bytes = await readFile(modelPath);
  const { tensors } = await readSpeechModelLayout(modelPath);
  const positions = tensors.find(({ name }) => name === POSITIONS);
  if (!positions) throw new Error(`the model has no ${POSITIONS}`);
  const { dataOffsetBytes, dataBytes, shape } = positions;
  bytes.writeInt32LE(POSITION_COUNT, AUDIO_CONTEXT_OFFSET_BYTES);
  // The second dimension is the last number before the tensor's name.
  bytes.writeInt32LE(POSITION_COUNT, dataOffsetBytes - POSITIONS.length - 4);
  const keptBytes = (dataBytes / (shape[1] ?? 1)) * POSITION_COUNT;
  const start = bytes.subarray(0, dataOffsetBytes + keptBytes);
  await writeFile(smallerPath, Buffer.concat([start, bytes.subarray(dataOffsetBytes + dataBytes)]));
}
