import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';
import type { ModelKind } from './model-manifest.ts';

/** What a model of each kind looks like on the disk. */

export interface FoundModel {
  /** Name of the file or folder. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

const EXTENSION: Readonly<Record<Exclude<ModelKind, 'streaming-speech'>, string>> = {
  speech: '.bin',
  chat: '.gguf',
};
/** First bytes of the two file formats: `ggml` as a little-endian number, and `GGUF` as text. */
const MAGIC = { speech: 'lmgg', chat: 'GGUF' } as const;

/** Models that lie in the folder of a kind, unfinished downloads left out; in order of name. */
export async function findModels(folder: string, kind: ModelKind): Promise<readonly FoundModel[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: FoundModel[] = [];
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const itemPath = path.join(folder, entry.name);
    if (kind === 'streaming-speech') {
      const bytes = entry.isDirectory() ? await streamingModelBytes(itemPath) : undefined;
      if (bytes !== undefined) found.push({ name: entry.name, path: itemPath, bytes });
    } else if (entry.name.endsWith(EXTENSION[kind])) {
      const file = await stat(itemPath).catch(() => undefined);
      if (file?.isFile()) found.push({ name: entry.name, path: itemPath, bytes: file.size });
    }
  }
  return found;
}

/**
 * Refuses what cannot be a model of this kind before any native code sees it.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'model-missing'
 */
export async function checkFormat(modelPath: string, kind: ModelKind): Promise<void> {
  const found = await stat(modelPath).catch(() => undefined);
  if (!found) throw missingModel(kind, `There is no file ${modelPath}.`);
  if (kind === 'streaming-speech') {
    if (found.isDirectory() && (await streamingModelBytes(modelPath)) !== undefined) return;
    throw invalidModel(
      kind,
      `${modelPath} is not a streaming model: a folder with tokens.txt and encoder, decoder and joiner .onnx files.`,
    );
  }
  const magic = found.isFile() ? await firstBytes(modelPath, MAGIC[kind].length) : '';
  if (magic === MAGIC[kind]) return;
  const wanted = kind === 'speech' ? 'a whisper.cpp model (ggml)' : 'a chat model (GGUF)';
  throw invalidModel(kind, `${modelPath} is not ${wanted}.`);
}

export function missingModel(kind: ModelKind, message: string): EngineError {
  const verb = `npm run -s sotto -- speech-models${kind === 'chat' ? ' --kind chat' : ''}`;
  return new EngineError(
    kind === 'chat' ? 'model-missing' : 'speech-model-missing',
    message,
    `Run \`${verb}\` to see the models, and \`${verb} download NAME\` to get one.`,
  );
}

export function invalidModel(kind: ModelKind, message: string): EngineError {
  return new EngineError(
    kind === 'chat' ? 'model-missing' : 'speech-model-invalid',
    message,
    'Delete it and download it again, or pick another model.',
  );
}

/** Bytes of the folder's model files; undefined when a part is missing. */
async function streamingModelBytes(folder: string): Promise<number | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const parts = ['encoder', 'decoder', 'joiner'].map((role) =>
    names.find((name) => name.startsWith(role) && name.endsWith('.onnx')),
  );
  if (!names.includes('tokens.txt') || parts.includes(undefined)) return undefined;
  let bytes = 0;
  for (const name of names) {
    if (name === 'tokens.txt' || name.endsWith('.onnx')) bytes += (await stat(path.join(folder, name))).size;
  }
  return bytes;
}

async function firstBytes(filePath: string, count: number): Promise<string> {
  await using handle = await open(filePath, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
  return buffer.subarray(0, bytesRead).toString('latin1');
}
