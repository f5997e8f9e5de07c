import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { EngineError } from '../base/engine-error.ts';
import {
  AUDIO_CONTEXT_OFFSET_BYTES,
  readSpeechModelLayout,
  type ModelTensor,
} from '../base/speech-model-file.ts';

/** 512 positions are 10.24 s of audio. */
export const TWIN_POSITION_COUNT = 512;
/** Left free on the disk: a twin saves time, and is not worth a full disk. */
const SPARE_BYTES = 256_000_000;

/** What the cache folder keeps for a model, all under names that begin with the same key. */
export interface TwinFiles {
  readonly twinPath: string;
  /** Record of how far the twin is to be trusted. */
  readonly trustPath: string;
}

/** Twin, its unfinished copy, its record, and the path of the model that it belongs to. */
const TWIN_FILE = new RegExp(`^(.+-\\d+-\\d+-${TWIN_POSITION_COUNT})\\.(?:bin|bin\\.part|json|model)$`);

/**
 * Makes the twin of a model in the cache folder, unless it is there.
 * @throws EngineError as `makeShortContextTwin` does.
 */
export async function openTwinFiles(modelPath: string, cacheFolder: string): Promise<TwinFiles> {
  const keyPath = path.join(cacheFolder, await twinKeyOf(modelPath));
  await makeFolder(cacheFolder);
  await writeFileAtomic(`${keyPath}.model`, path.resolve(modelPath));
  await makeShortContextTwin(modelPath, `${keyPath}.bin`);
  return { twinPath: `${keyPath}.bin`, trustPath: `${keyPath}.json` };
}

/** Deletes every twin, finished or not, whose model is no longer what and where it was. */
export async function sweepTwins(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder).catch((): string[] => []);
  const keys = new Map(names.map((name) => [name, TWIN_FILE.exec(name)?.[1]]));
  for (const key of new Set(keys.values())) {
    if (key === undefined || (await isTwinOfToday(path.join(cacheFolder, key), key))) continue;
    const stale = names.filter((name) => keys.get(name) === key);
    for (const name of stale) await rm(path.join(cacheFolder, name), { force: true });
  }
}

async function isTwinOfToday(keyPath: string, key: string): Promise<boolean> {
  try {
    return (await twinKeyOf(await readFile(`${keyPath}.model`, 'utf8'))) === key;
  } catch {
    return false;
  }
}

/** Names a model as it is now: a changed file has another twin. */
async function twinKeyOf(modelPath: string): Promise<string> {
  const { size, mtimeMs } = await stat(modelPath);
  const name = path
    .basename(modelPath)
    .replace(/\.bin$/, '')
    .replace(/^ggml-/, '');
  return `${name}-${size}-${Math.round(mtimeMs)}-${TWIN_POSITION_COUNT}`;
}

export interface TwinOptions {
  /** Encoder positions of 20 ms each. */
  readonly positionCount?: number;
  /** Free bytes of the disk that holds the folder; left out: asked of the system. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Writes a copy of a whisper model whose encoder takes a shorter window, so that short utterances cost a
 * fraction of the usual 30 s: the header's audio context and the rows of the encoder's positions are cut,
 * everything else is copied. A twin that is already there is left as it is.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'disk-full'
 */
export async function makeShortContextTwin(
  modelPath: string,
  twinPath: string,
  { positionCount = TWIN_POSITION_COUNT, freeBytes = freeDiskBytes }: TwinOptions = {},
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
  const folder = path.dirname(twinPath);
  await makeFolder(folder);
  if ((await freeBytes(folder)) < layout.fileBytes + SPARE_BYTES) throw diskFull(folder);
  const partPath = `${twinPath}.part`;
  try {
    const bytes = Readable.from(twinBytes(modelPath, positions, positionCount));
    await pipeline(bytes, createWriteStream(partPath, { mode: 0o600 }));
    await rename(partPath, twinPath);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

async function freeDiskBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function diskFull(folder: string): EngineError {
  return new EngineError(
    'disk-full',
    `The disk is too full for a short-context copy of the speech model in ${folder}.`,
    'Free some space and restart speech recognition.',
  );
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
