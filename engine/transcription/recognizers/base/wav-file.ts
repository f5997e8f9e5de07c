import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from '../../../base/engine-error.ts';
import { PIPELINE_RATE_HZ } from '../../../base/nouns.ts';
import { makeProcessFolder, sweepProcessFolders } from '../../../base/process-folder.ts';
import { recognizerClosed } from './recognizer-closed.ts';

/** For recognizers that take their speech as a file. */

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
const PCM_FORMAT_CODE = 1;

/** A RIFF/WAVE file of mono s16 PCM at PIPELINE_RATE_HZ. */
export function encodeWav(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(file.buffer);
  const writeTag = (offsetBytes: number, tag: string): void => {
    file.set(Buffer.from(tag, 'latin1'), offsetBytes);
  };
  writeTag(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  writeTag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM_FORMAT_CODE, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, PIPELINE_RATE_HZ, true);
  view.setUint32(28, PIPELINE_RATE_HZ * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, SAMPLE_BYTES * 8, true);
  writeTag(36, 'data');
  view.setUint32(40, dataBytes, true);
  // Every machine that Sotto runs on is little-endian, as WAV is.
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), HEADER_BYTES);
  return file;
}

const FOLDER_PREFIX = 'sotto-speech-';

/** A folder that only this user can read, for speech on its way to another program. */
export interface PrivateWavFolder extends AsyncDisposable {
  readonly path: string;
  /** Hands the speech over as a file that is gone when `use` has ended, however it ends. */
  withFile<T>(samples: Int16Array, use: (wavPath: string) => Promise<T>): Promise<T>;
}

/** @throws EngineError 'transcriber-failed' when the temporary folder cannot be written. */
export async function openPrivateWavFolder(): Promise<PrivateWavFolder> {
  const folder = await makeProcessFolder(tmpdir(), FOLDER_PREFIX).catch((cause: unknown) => {
    throw unwritable(tmpdir(), cause);
  });
  let nextFileIndex = 0;
  let isClosed = false;
  return {
    path: folder,
    async withFile(samples, use) {
      if (isClosed) throw recognizerClosed();
      const wavPath = path.join(folder, `${nextFileIndex}.wav`);
      nextFileIndex += 1;
      try {
        await writeFile(wavPath, encodeWav(samples), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
          throw unwritable(folder, cause);
        });
        return await use(wavPath);
      } finally {
        await rm(wavPath, { force: true });
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Deletes the speech that killed processes of this user left behind. */
export function sweepWavFolders(): Promise<void> {
  return sweepProcessFolders(tmpdir(), FOLDER_PREFIX);
}

function unwritable(folder: string, cause: unknown): EngineError {
  return new EngineError(
    'transcriber-failed',
    `Speech cannot be handed over: ${folder} cannot be written.`,
    'Free some disk space there, or pick whisper.cpp in Settings, Speech.',
    { cause },
  );
}
