import path from 'node:path';
import { isSpeechKind, type ModelKind } from '../../engine/protocol/model-kind.ts';
import { parseArgs } from 'node:util';
import { resolveDataDir } from '../../engine/settings/config.ts';
import { formatBytes } from '../../engine/protocol/byte-size.ts';
import type { DownloadProgress } from '../../engine/model-files/download-progress.ts';
import { loadManifest, type ModelManifest } from '../../engine/model-files/model-manifest.ts';
import type { ModelStore } from '../../engine/model-files/model-store.ts';
import { describeLanguages, type LanguageWords } from '../../engine/protocol/describe-languages.ts';
import type { PaceVerdict } from '../../engine/protocol/component-notes.ts';
import type { ModelFile } from '../../engine/protocol/events.ts';
import { RECOGNIZER_OF_KIND } from '../../engine/transcription/recognizers/open-recognizer.ts';
import { paceOfSize, verdictOn, type SpeechPace } from '../../engine/transcription/speech-pace.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { openPaces } from './examine-speech.ts';
import { openModels } from './open-models.ts';

export const command: CliCommand = {
  summary: 'Model files: what there is and what is here; download, import or delete one.',
  usage:
    'speech-models [download NAME | import FILE | delete NAME] [--kind speech|sherpa-onnx|chat|speaker] [--json]',
  run: async (args, io) => {
    const { action, subject, kind } = parse(args);
    const manifest = await loadManifest();
    const dataDir = resolveDataDir(process.env);
    const store = await openModels(dataDir);
    switch (action) {
      case 'list':
        return list(store, manifest, dataDir, kind, io);
      case 'download':
        return download(store, kind ?? kindOf(manifest, subject), subject, io);
      case 'import':
        return importFile(store, kind ?? kindOfFile(subject), subject, io);
      case 'delete':
        return deleteModel(store, kind ?? kindOf(manifest, subject), subject, io);
    }
  },
};

const KINDS: readonly ModelKind[] = ['sherpa-onnx', 'speech', 'chat', 'speaker'];
const HEADINGS: Readonly<Record<ModelKind, string>> = {
  'sherpa-onnx': 'Speech models for sherpa-onnx (any processor)',
  speech: 'Speech models for whisper.cpp (Apple, GPUs, arm64)',
  chat: 'Chat models (embedded, without Ollama)',
  speaker: 'Speaker models (who speaks on a shared channel)',
};

type Action = 'list' | 'download' | 'import' | 'delete';

function parse(args: readonly string[]): { action: Action; subject: string; kind: ModelKind | undefined } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { kind: { type: 'string' } },
    allowPositionals: true,
  });
  const [action = 'list', subject = '', ...rest] = positionals;
  const kind = KINDS.find((candidate) => candidate === values.kind);
  if (values.kind !== undefined && !kind) throw new UsageError(`--kind is one of ${KINDS.join(', ')}.`);
  if (action !== 'list' && action !== 'download' && action !== 'import' && action !== 'delete') {
    throw new UsageError(`There is no action "${action}".`);
  }
  if (action !== 'list' && subject === '') throw new UsageError(`Name what to ${action}.`);
  if ((action === 'list' && subject !== '') || rest.length > 0) throw new UsageError('Unexpected argument.');
  return { action, subject, kind };
}

/** How the manifest marks what nobody here has fetched. */
const UNVERIFIED = 'not downloaded here';
const ORIGIN_NOTE =
  'Sizes and checksums are quoted from public lists and were not checked with the files themselves; what you download is checked against them.';

async function list(
  store: ModelStore,
  manifest: ModelManifest,
  dataDir: string,
  kind: ModelKind | undefined,
  io: CommandIo,
): Promise<void> {
  const descriptions = new Map(
    manifest.models.map(({ name, description, speed, ollamaName }) => [
      name,
      [description, speed && `Speed: ${speed}.`, ollamaName && `In Ollama: ${ollamaName}.`]
        .filter((part) => part !== undefined)
        .join(' '),
    ]),
  );
  const models = await withPaces(await store.list(kind), store, dataDir);
  if (io.json) {
    io.print(JSON.stringify(models));
    return;
  }
  for (const heading of KINDS.filter((candidate) => kind === undefined || candidate === kind)) {
    io.print(HEADINGS[heading]);
    for (const model of models.filter((candidate) => candidate.kind === heading)) {
      io.print(describe(model, descriptions.get(model.name) ?? ''));
    }
    io.print('');
  }
  io.print('* fits this machine best · get one: npm run -s sotto -- speech-models download NAME');
  if (manifest.models.some(({ source }) => source.includes(UNVERIFIED))) io.print(ORIGIN_NOTE);
}

type ModelWithPace = ModelFile & {
  /** Measured here, or expected from another model of its kind that was. */
  readonly pace?: {
    readonly realTimeFactor: number;
    readonly verdict: PaceVerdict;
    readonly isMeasured: boolean;
  };
};

/** Adds how fast this machine hears with each model, where the book of paces knows it. */
async function withPaces(
  models: readonly ModelFile[],
  store: ModelStore,
  dataDir: string,
): Promise<readonly ModelWithPace[]> {
  const book = openPaces(dataDir);
  const measured = new Map<ModelFile, SpeechPace>();
  for (const model of models) {
    if (!model.isPresent || !isSpeechKind(model.kind)) continue;
    const modelPath = await store.resolve(model.kind, model.name).catch(() => undefined);
    const pace =
      modelPath === undefined
        ? undefined
        : await book.find({ recognizer: RECOGNIZER_OF_KIND[model.kind], modelPath });
    if (pace) measured.set(model, pace);
  }
  return models.map((model) => {
    const own = measured.get(model);
    const [known] = [...measured].filter(([{ kind }]) => kind === model.kind);
    const pace = own ?? (known && paceOfSize(known[1], known[0].bytes, model.bytes));
    if (!pace) return model;
    const { realTimeFactor } = pace;
    return { ...model, pace: { realTimeFactor, verdict: verdictOn(pace), isMeasured: own !== undefined } };
  });
}

const VERDICT_WORDS: Readonly<Record<PaceVerdict, string>> = {
  'live-text': 'fast enough here',
  'finals-only': 'no live text here',
  'too-slow': 'too slow here',
  hopeless: 'too slow here',
};

const ENGLISH: LanguageWords = {
  locale: 'en',
  many: 'many languages',
  andMore: (names, count) => `${names} and ${count} more`,
};

function describe(model: ModelWithPace, description: string): string {
  return [
    model.isRecommended ? '*' : ' ',
    model.name.padEnd(22),
    formatBytes(model.bytes).padStart(7),
    stateOf(model).padEnd(10),
    (model.licence || 'your own file').padEnd(27),
    describeLanguages(model.languages, ENGLISH).padEnd(26),
    model.pace ? `${VERDICT_WORDS[model.pace.verdict]}${model.pace.isMeasured ? '' : ' (expected)'}.` : '',
    description,
  ]
    .join('  ')
    .trimEnd();
}

function stateOf({ isPresent, partialBytes, bytes }: ModelFile): string {
  if (isPresent) return 'here';
  return partialBytes === 0 ? '-' : `${Math.floor((partialBytes / bytes) * 100)} % downloaded`;
}

async function download(store: ModelStore, kind: ModelKind, name: string, io: CommandIo): Promise<void> {
  let shownShare = '';
  for await (const progress of store.download(kind, name, io.signal)) {
    const share = `${progress.phase} ${Math.floor((progress.receivedBytes / progress.totalBytes) * 100)}`;
    if (share === shownShare && progress.phase !== 'waiting') continue;
    shownShare = share;
    io.note(describeProgress(name, progress));
  }
  const modelPath = await store.resolve(kind, name);
  io.print(io.json ? JSON.stringify({ kind, name, path: modelPath }) : `${name} is here: ${modelPath}`);
}

function describeProgress(name: string, progress: DownloadProgress): string {
  const { receivedBytes, totalBytes, detail } = progress;
  const share = `${Math.floor((receivedBytes / totalBytes) * 100)} %`.padStart(5);
  return `${name} ${share} of ${formatBytes(totalBytes)}${detail === '' ? '' : `  ${detail}`}`;
}

async function importFile(store: ModelStore, kind: ModelKind, file: string, io: CommandIo): Promise<void> {
  const name = await store.import(kind, file, io.signal);
  const modelPath = await store.resolve(kind, name);
  io.print(io.json ? JSON.stringify({ kind, name, path: modelPath }) : `${name} is here: ${modelPath}`);
}

async function deleteModel(store: ModelStore, kind: ModelKind, name: string, io: CommandIo): Promise<void> {
  await store.delete(kind, name);
  io.print(io.json ? JSON.stringify({ kind, name, isDeleted: true }) : `${name} is deleted.`);
}

/** Names are unique over all kinds; an unknown one is looked for among the files that its ending fits. */
function kindOf(manifest: ModelManifest, name: string): ModelKind {
  return manifest.models.find((model) => model.name === name)?.kind ?? kindOfFile(name);
}

function kindOfFile(file: string): ModelKind {
  if (file.endsWith('.gguf')) return 'chat';
  if (file.endsWith('.onnx')) return 'speaker';
  return file.endsWith('.bin') || path.extname(file) !== '' ? 'speech' : 'sherpa-onnx';
}
