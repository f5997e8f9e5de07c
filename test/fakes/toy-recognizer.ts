import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initWhisper, toggleNativeLog } from '@fugood/whisper.node';

/**
 * whisper.cpp with the toy model, run in this very process on one WAV file: for recognizers that are fakes.
 */

export const TOY_SPEECH_MODEL = fileURLToPath(new URL('../../assets/demo/toy-speech.bin', import.meta.url));
const WAV_HEADER_BYTES = 44;

export async function recognizeWav(wavPath: string): Promise<string> {
  return recognizePcm(new Uint8Array(await readFile(wavPath)).slice(WAV_HEADER_BYTES));
}

/** @param pcm mono s16, 16 kHz. */
export async function recognizePcm(pcm: Uint8Array<ArrayBuffer>): Promise<string> {
  await toggleNativeLog(false);
  const context = await initWhisper({ filePath: TOY_SPEECH_MODEL, useGpu: false }, 'default');
  const { result } = await context.transcribeData(pcm.buffer, {
    language: 'en',
    maxThreads: 1,
    // Enough for the short utterances of the tests.
    audioCtx: 512,
    temperature: 0,
    temperatureInc: 0,
    maxContext: 0,
  }).promise;
  await context.release();
  return result.trim();
}
