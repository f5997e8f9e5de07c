import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';
import { openToRead, readFault } from '../base/open-to-read.ts';
import { formatStart, nameForeignFormat } from './foreign-format.ts';
import { readOnnxHead, type OnnxHead } from './onnx-file.ts';

/** A folder as the sherpa-onnx project publishes its models, read without native code. */

export type SherpaOnnxKind =
  // The only one that hears while somebody speaks; the others take a whole turn.
  'streaming-transducer' | 'transducer' | 'nemo-transducer' | 'whisper' | 'moonshine' | 'sense-voice';

export interface SherpaOnnxModel {
  readonly kind: SherpaOnnxKind;
  /** Absolute paths, by the names that sherpa-onnx's configuration has for the parts. */
  readonly parts: Readonly<Partial<Record<SherpaOnnxPart, string>>>;
  readonly tokensPath: string;
  /** Languages that the model knows, as far as its files say; none where they do not. */
  readonly languages: readonly string[];
}

/** In the order in which a file's name is tried. */
const PART_NAMES = {
  preprocessor: /^preprocess/,
  uncachedDecoder: /^uncached_decode/,
  cachedDecoder: /^cached_decode/,
  mergedDecoder: /^decoder_model_merged/,
  joiner: /(?:^|-)joiner/,
  encoder: /(?:^|-)encode/,
  decoder: /(?:^|-)decoder/,
  model: /^model\b/,
} as const;

export type SherpaOnnxPart = keyof typeof PART_NAMES;

const PART_KEYS = Object.keys(PART_NAMES) as readonly SherpaOnnxPart[];
const TRANSDUCER_PARTS = ['encoder', 'decoder', 'joiner'] as const;

/** A layout is recognized by its most particular part; Whisper's has none and comes last. */
const LAYOUTS: readonly {
  readonly family: 'transducer' | 'whisper' | 'moonshine' | 'sense-voice';
  readonly hint: readonly SherpaOnnxPart[];
  readonly parts: readonly SherpaOnnxPart[];
}[] = [
  {
    family: 'moonshine',
    hint: ['preprocessor', 'uncachedDecoder', 'cachedDecoder'],
    parts: ['preprocessor', 'encoder', 'uncachedDecoder', 'cachedDecoder'],
  },
  { family: 'moonshine', hint: ['mergedDecoder'], parts: ['encoder', 'mergedDecoder'] },
  { family: 'transducer', hint: ['joiner'], parts: TRANSDUCER_PARTS },
  { family: 'sense-voice', hint: ['model'], parts: ['model'] },
  { family: 'whisper', hint: [], parts: ['encoder', 'decoder'] },
];

/** Metadata that only exporters of streaming models write: the frames that one step reads. */
const STREAMING_KEYS = ['decode_chunk_len', 'chunk_shift', 'window_size'];
const NEMO_TYPE = /^EncDec/;
/** `…-moonshine-base-en`, but not `…-zipformer-bilingual-zh-en-…`: only the name says what such a model knows. */
const ENGLISH_NAME = /(?<!-[a-z]{2})-en(?![a-z]|-[a-z]{2}(?:-|$))/;
/** `…-moonshine-tiny-ko`, `…-streaming-zipformer-fr-2023-04-14`. */
const NAMED_LANGUAGE = /(?:moonshine-[a-z]+|zipformer)-(?<code>[a-z]{2})(?![a-z\d]|-[a-z]{2}(?:-|$))/;
/** `!`, in base64: all of Whisper's lists begin with it, and no other. */
const WHISPER_TOKENS_START = 'IQ== 0';
/** Holds the last number of a list, and blanks behind it. */
const TOKENS_END_BYTES = 64;
const SENSE_VOICE_LANGUAGES = ['zh', 'en', 'ja', 'ko', 'yue'];
/** FlatBuffers name their format behind the offset of their root. */
const ORT_IDENTIFIER = 'ORTM';
const ORT_IDENTIFIER_OFFSET_BYTES = 4;

/**
 * Finds the parts of a model in a folder and checks each one, so that no broken file reaches native code,
 * which would end the process.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid'
 */
export async function readSherpaOnnxModel(folder: string): Promise<SherpaOnnxModel> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) {
    throw new EngineError(
      'speech-model-missing',
      `There is no folder ${folder}.`,
      'Run `npm run -s sotto -- speech-models` to see the models, or pick the folder in Settings, Speech.',
    );
  }
  const found = findParts(names);
  const layout = layoutOf(found);
  if (found.others.length > 0) throw mixed(folder, [found.parts.encoder ?? '', ...found.others]);
  const missing = layout.parts.find((part) => !found.parts[part]);
  if (missing) throw incomplete(folder, `it has no ${wordFor(missing)}`);
  if (!found.tokens) throw incomplete(folder, 'it has no tokens.txt');
  const parts: Partial<Record<SherpaOnnxPart, string>> = {};
  const heads: Partial<Record<SherpaOnnxPart, OnnxHead>> = {};
  for (const part of layout.parts) {
    const file = path.join(folder, found.parts[part] ?? '');
    parts[part] = file;
    heads[part] = await headOf(file).catch(asUnreadable(file));
    if (heads[part].fault !== undefined) throw damaged(file, heads[part].fault);
  }
  const metadata = (heads.encoder ?? heads.model)?.metadata ?? new Map<string, string>();
  const kind = kindOf(layout.family, metadata, folder);
  const tokensPath = path.join(folder, found.tokens);
  const tokensFault = await findTokensFault(tokensPath, layout.family, metadata).catch(
    asUnreadable(tokensPath),
  );
  if (tokensFault !== undefined) throw damaged(tokensPath, tokensFault);
  return {
    kind,
    parts,
    tokensPath,
    languages: languagesOf(layout.family, metadata, path.basename(folder)),
  };
}

/** Names of the files in a folder that belong to its model, weights kept beside a graph included. */
export function isSherpaOnnxFile(name: string): boolean {
  return /\.(?:onnx|ort|weights)$/.test(name) || name.endsWith('tokens.txt');
}

/** Whether the folder holds all parts of a model; they are not looked into. */
export function isSherpaOnnxFolder(names: readonly string[]): boolean {
  const found = findParts(names);
  return found.tokens !== undefined && layoutOf(found).parts.every((part) => found.parts[part]);
}

interface FoundParts {
  readonly parts: Readonly<Partial<Record<SherpaOnnxPart, string>>>;
  readonly tokens: string | undefined;
  /** Encoders of other models than the one that the parts are of, or a decoder of another than its encoder. */
  readonly others: readonly string[];
}

/** One file for each part: a quantized one before a whole one. */
function findParts(names: readonly string[]): FoundParts {
  const byPart = new Map<SherpaOnnxPart, string[]>();
  for (const name of names.toSorted()) {
    if (!/\.(?:onnx|ort)$/.test(name)) continue;
    const part = PART_KEYS.find((candidate) => PART_NAMES[candidate].test(name));
    if (part) byPart.set(part, [...(byPart.get(part) ?? []), name]);
  }
  const pick = (part: SherpaOnnxPart, prefix: string): string | undefined => {
    const all = byPart.get(part) ?? [];
    const own = all.filter((name) => prefixOf(name) === prefix);
    const candidates = own.length > 0 ? own : all;
    return candidates.find((name) => name.includes('int8')) ?? candidates[0];
  };
  const encoder = pick('encoder', '');
  const prefix = prefixOf(encoder ?? '');
  const decoder = pick('decoder', prefix) ?? encoder ?? '';
  const others = (byPart.get('encoder') ?? []).filter((name) => prefixOf(name) !== prefix);
  return {
    parts: Object.fromEntries(
      PART_KEYS.flatMap((part) => {
        const name = pick(part, prefix);
        return name === undefined ? [] : [[part, name]];
      }),
    ),
    tokens: [`${prefix}tokens.txt`, 'tokens.txt'].find((name) => names.includes(name)),
    others: others.length === 0 && prefixOf(decoder) !== prefix ? [decoder] : others,
  };
}

/** `base.en-` of `base.en-encoder.int8.onnx`: what Whisper's files have in front of the part. */
function prefixOf(name: string): string {
  return /^(?<prefix>.+-)(?:encoder|decoder)\b/.exec(name)?.groups?.['prefix'] ?? '';
}

function layoutOf({ parts }: FoundParts): (typeof LAYOUTS)[number] {
  const [fallback] = LAYOUTS.slice(-1);
  const found = LAYOUTS.find(({ hint }) => hint.some((part) => parts[part] !== undefined)) ?? fallback;
  if (!found) throw new Error('no layout');
  return found;
}

function kindOf(
  family: (typeof LAYOUTS)[number]['family'],
  metadata: ReadonlyMap<string, string>,
  folder: string,
): SherpaOnnxKind {
  const type = metadata.get('model_type') ?? '';
  switch (family) {
    case 'moonshine':
      return family;
    case 'transducer':
      if (STREAMING_KEYS.some((key) => metadata.has(key))) return 'streaming-transducer';
      return NEMO_TYPE.test(type) ? 'nemo-transducer' : 'transducer';
    case 'whisper':
      if (type.startsWith('whisper')) return family;
      throw unknownType(folder, type, 'Whisper (a transducer also has a joiner*.onnx)');
    case 'sense-voice':
      if (type.startsWith('sense_voice')) return family;
      throw unknownType(folder, type, 'SenseVoice');
  }
}

function languagesOf(
  family: (typeof LAYOUTS)[number]['family'],
  metadata: ReadonlyMap<string, string>,
  folderName: string,
): readonly string[] {
  if (family === 'sense-voice') return SENSE_VOICE_LANGUAGES;
  if (family !== 'whisper') {
    const code = ENGLISH_NAME.test(folderName) ? 'en' : NAMED_LANGUAGE.exec(folderName)?.groups?.['code'];
    return code === undefined ? [] : [code];
  }
  if (metadata.get('is_multilingual') !== '1') return ['en'];
  return (metadata.get('all_language_codes') ?? '').split(',').filter((code) => code !== '');
}

async function headOf(file: string): Promise<OnnxHead> {
  if (!file.endsWith('.ort')) return readOnnxHead(file);
  const start = await formatStart(file);
  const identifier = start.toString('latin1', ORT_IDENTIFIER_OFFSET_BYTES).slice(0, ORT_IDENTIFIER.length);
  if (identifier === ORT_IDENTIFIER) return { fault: undefined, metadata: new Map() };
  const foreign = nameForeignFormat(start);
  const fault =
    foreign === undefined ? 'is not an ONNX Runtime model' : `is ${foreign}, not an ONNX Runtime model`;
  return { fault, metadata: new Map() };
}

/**
 * Each line is a token and its number; Whisper's first token may be any character, in base64. The end of a text is
 * the number after its last: English-only and multilingual lists differ by one, and every later word with them.
 */
async function findTokensFault(
  file: string,
  family: (typeof LAYOUTS)[number]['family'],
  metadata: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const start = await formatStart(file);
  const text = start.toString('utf8');
  if (/^\S+[ \t]+\d+\r?\n/.test(text)) {
    if (text.startsWith(WHISPER_TOKENS_START) !== (family === 'whisper')) return 'belongs to another model';
    const textEnd = family === 'whisper' ? metadata.get('eot') : undefined;
    const last = /(\d+)\s*$/.exec(await lastText(file))?.[1];
    return textEnd === undefined || Number(last) + 1 === Number(textEnd)
      ? undefined
      : 'belongs to another model';
  }
  const foreign = nameForeignFormat(start);
  return foreign === undefined ? 'is not a list of tokens' : `is ${foreign}, not a list of tokens`;
}

async function lastText(filePath: string): Promise<string> {
  await using handle = await openToRead(filePath);
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(TOKENS_END_BYTES),
    0,
    TOKENS_END_BYTES,
    Math.max(0, size - TOKENS_END_BYTES),
  );
  return buffer.toString('utf8', 0, bytesRead);
}

function wordFor(part: SherpaOnnxPart): string {
  const words: Partial<Record<SherpaOnnxPart, string>> = {
    preprocessor: 'preprocess.onnx',
    uncachedDecoder: 'uncached_decode*.onnx',
    cachedDecoder: 'cached_decode*.onnx',
  };
  return words[part] ?? `${part}*.onnx`;
}

function unknownType(folder: string, type: string, expected: string): EngineError {
  const found = type === '' ? 'does not name its type' : `is of type ${type.slice(0, 60)}`;
  return incomplete(folder, `it ${found}, not ${expected}`);
}

function incomplete(folder: string, lack: string): EngineError {
  return new EngineError(
    'speech-model-invalid',
    `This is not the folder of a model: ${path.basename(folder)} is not a sherpa-onnx speech model, since ${lack}.`,
    'Choose the folder with all files of a model, or take one of the list.',
  );
}

function mixed(folder: string, encoders: readonly string[]): EngineError {
  return new EngineError(
    'speech-model-invalid',
    `${path.basename(folder)} holds files of several models: ${encoders.join(', ')}.`,
    'Give each model a folder of its own.',
  );
}

function damaged(file: string, fault: string): EngineError {
  return invalid(`${file} ${fault}.`);
}

function asUnreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw invalid(`${file} cannot be read: ${readFault(error) ?? String(error)}.`, error);
  };
}

function invalid(message: string, cause?: unknown): EngineError {
  const remedy = 'Delete it and download it again, or pick another model.';
  return new EngineError('speech-model-invalid', message, remedy, { cause });
}
