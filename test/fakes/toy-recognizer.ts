import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initWhisper, toggleNativeLog } from '@fugood/whisper.node';

/**
 * whisper.cpp with the toy model, run in this very process on one WAV file: for recognizers that are fakes.
 * `SOTTO_TOY_SPEECH_MODEL` names a quicker twin of the model.
 */

export const TOY_SPEECH_MODEL = fileURLToPath(new URL('../../assets/demo/toy-speech.bin', import.meta.url));
const WAV_HEADER_BYTES = 44;

export async function recognizeWav(wavPath: string): Promise<string> {
  return recognizePcm(new Uint8Array(await readFile(wavPath)).slice(WAV_HEADER_BYTES));
}

/** @param pcm mono s16, 16 kHz. */
export async function recognizePcm(pcm: Uint8Array<ArrayBuffer>): Promise<string> {
  await toggleNativeLog(false);
  const filePath = process.env['SOTTO_TOY_SPEECH_MODEL'] ?? TOY_SPEECH_MODEL;
  const context = await initWhisper({ filePath, useGpu: false }, 'default');
  const { result } = await context.transcribeData(pcm.buffer, {
    language: 'en',
    maxThreads: 1,
    temperature: 0,
    temperatureInc: 0,
    maxContext: 0,
  }).promise;
  await context.release();
  return result.trim();
}
