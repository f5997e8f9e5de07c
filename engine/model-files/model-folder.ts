import { readdir, stat } from 'node:fs/promises';
import { isSpeechKind, type ModelKind } from '../protocol/model-kind.ts';
import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';
import { isMissing, readFault } from '../base/open-to-read.ts';
import { formatStart, nameForeignFormat } from '../formats/foreign-format.ts';
import { readSpeakerModel } from '../formats/speaker-model-file.ts';
import { isSherpaOnnxFile, isSherpaOnnxFolder, readSherpaOnnxModel } from '../formats/sherpa-onnx-model.ts';
import { readSpeechModelLayout } from '../formats/speech-model-file.ts';

/** What a model of each kind looks like on the disk. */

export interface FoundModel {
  /** Name of the file or folder. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

const EXTENSION: Readonly<Record<Exclude<ModelKind, 'sherpa-onnx'>, string>> = {
  speech: '.bin',
  chat: '.gguf',
  speaker: '.onnx',
};
const CHAT_MAGIC = 'GGUF';

/** Models that lie in the folder of a kind, unfinished downloads left out; in order of name. */
export async function findModels(folder: string, kind: ModelKind): Promise<readonly FoundModel[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: FoundModel[] = [];
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const itemPath = path.join(folder, entry.name);
    if (kind === 'sherpa-onnx') {
      const bytes = entry.isDirectory() ? await folderModelBytes(itemPath) : undefined;
      if (bytes !== undefined) found.push({ name: entry.name, path: itemPath, bytes });
    } else if (entry.name.endsWith(EXTENSION[kind])) {
      const file = await stat(itemPath).catch(() => undefined);
      if (file?.isFile()) found.push({ name: entry.name, path: itemPath, bytes: file.size });
    }
  }
  return found;
}

/** The files of a model: itself, or what its folder holds of it. */
export async function filesOf(modelPath: string, kind: ModelKind): Promise<readonly string[]> {
  if (kind !== 'sherpa-onnx') return [modelPath];
  const names = await readdir(modelPath).catch((): string[] => []);
  return names.filter(isSherpaOnnxFile).map((name) => path.join(modelPath, name));
}

/**
 * Refuses what cannot be a model of this kind before any native code sees it. A chat model's own process
 * reads its whole header; here only its first bytes are looked at.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'model-missing'
 */
export function checkFormat(modelPath: string, kind: ModelKind): Promise<void> {
  return namingFaults(kind, modelPath, readFormat(modelPath, kind));
}

async function readFormat(modelPath: string, kind: ModelKind): Promise<void> {
  const isFile = (await stat(modelPath)).isFile();
  switch (kind) {
    case 'speech':
      await readSpeechModelLayout(modelPath);
      return;
    case 'chat': {
      const start = await formatStart(modelPath);
      if (start.toString('latin1').startsWith(CHAT_MAGIC)) return;
      const foreign = nameForeignFormat(start);
      const what = foreign === undefined ? '' : ` but ${foreign}`;
      throw noModel(kind, modelPath, `is not a chat model (GGUF)${what}`);
    }
    case 'speaker':
      await readSpeakerModel(modelPath);
      return;
    case 'sherpa-onnx':
      if (isFile && !isSherpaOnnxFile(modelPath))
        throw noModel(
          kind,
          modelPath,
          'is not part of one, and sherpa-onnx needs the folder that holds them all',
        );
      if (isFile) {
        throw invalidModel(
          kind,
          `${modelPath} is one file of a model; sherpa-onnx needs the folder that holds all of them.`,
          'Give the folder.',
        );
      }
      await readSherpaOnnxModel(modelPath);
  }
}

/** @param name of the model that is to be downloaded; any model when left out. */
export function missingModel(kind: ModelKind, message: string, name?: string): EngineError {
  const verb = `npm run -s sotto -- speech-models${isSpeechKind(kind) ? '' : ` --kind ${kind}`}`;
  return new EngineError(
    kind === 'chat' ? 'model-missing' : 'speech-model-missing',
    message,
    name === undefined
      ? `Run \`${verb}\` to see the models, and \`${verb} download NAME\` to get one.`
      : `Run \`${verb} download ${name}\` to get it.`,
  );
}

export function invalidModel(
  kind: ModelKind,
  message: string,
  remedy = 'Delete it and get it again, or pick another model.',
): EngineError {
  return new EngineError(kind === 'chat' ? 'model-missing' : 'speech-model-invalid', message, remedy);
}

function noModel(kind: ModelKind, modelPath: string, why: string): EngineError {
  return invalidModel(
    kind,
    `This is not a model file: ${path.basename(modelPath)} ${why}.`,
    'Choose a model file, or take one of the list.',
  );
}

/** Says a failure of the file system in the user's words; any other one stays as it is. */
export async function namingFaults<Result>(
  kind: ModelKind,
  modelPath: string,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const fault = readFault(error);
    if (fault === undefined) throw error;
    if (isMissing(error)) throw missingModel(kind, `There is no file ${modelPath}.`);
    throw invalidModel(
      kind,
      `${modelPath} cannot be read: ${fault}.`,
      'Choose another, or take one of the list.',
    );
  }
}

/** Bytes of the folder's model files; undefined when a part is missing. */
async function folderModelBytes(folder: string): Promise<number | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!isSherpaOnnxFolder(names)) return undefined;
  let bytes = 0;
  for (const name of names) {
    if (isSherpaOnnxFile(name)) bytes += (await stat(path.join(folder, name))).size;
  }
  return bytes;
}
