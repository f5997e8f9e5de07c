import path from 'node:path';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import { defaultSettings, languageSchema } from '../../engine/protocol/settings.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { ASSETS_DIRECTORY, readArguments } from '../command-line/with-engine.ts';

/** One kind of evaluation: what it measures on which file, as JSON and as a table. */
type Evaluate = (
  file: string,
  io: CommandIo,
  flags: Arguments,
) => Promise<{ report: unknown; table: string }>;

type Arguments = ReturnType<typeof readArguments>;

const EVALUATIONS: Readonly<Record<string, Evaluate>> = {
  questions: async (file, io, flags) => {
    const { evaluateQuestions, printQuestions } = await import('../eval/questions.ts');
    if (flags.isSet('check')) {
      const { checkQuestionData, printDataCheck } = await import('../train/data-check.ts');
      printDataCheck(await checkQuestionData(file), io.note);
    }
    const report = await evaluateQuestions(file);
    const lines: string[] = [];
    printQuestions(report, (line) => lines.push(line));
    return { report, table: lines.join('\n') };
  },
  vad: async (file) => {
    const { evaluateVad, printVad } = await import('../eval/vad.ts');
    const report = await evaluateVad(file);
    return { report, table: printVad(report) };
  },
  endpoint: async (file, io, flags) => {
    const { evaluateEndpoint, printEndpoint } = await import('../eval/endpoint.ts');
    const model = flags.config.overrides.speech?.model;
    const report = await evaluateEndpoint(file, {
      modelPath: model === undefined ? undefined : await pathOfSpeechModel(model, flags),
      ignoresLabelledWords: flags.text('speech-model') !== undefined,
      signal: io.signal,
    });
    return { report, table: printEndpoint(report) };
  },
  speech: async (file, io, flags) => {
    const [{ evaluateSpeech }, { printSpeech }] = await Promise.all([
      import('../eval/speech.ts'),
      import('../eval/speech-report.ts'),
    ]);
    const models = flags.text('recognizers')?.split(',');
    const language = readLanguage(flags.text('language'));
    const reports = [];
    for (const model of models ?? [speechModel(flags)]) {
      if (models) io.note(`Listening with ${model}`);
      const modelPath = await pathOfSpeechModel(model, flags);
      const terms =
        flags
          .text('vocabulary')
          ?.split(',')
          .flatMap((term) => term.trim() || []) ?? [];
      reports.push(await evaluateSpeech(file, { modelPath, language, terms, signal: io.signal }));
    }
    const table = reports.map(printSpeech).join('\n\n');
    return { report: models ? { recognizers: reports } : reports[0], table };
  },
  answers: async (file, io, flags) => {
    const models = (flags.text('models') ?? flags.text('model') ?? chatModelFile())
      .split(',')
      .flatMap((name) => name.trim() || []);
    const { evaluateAnswerSets } = await import('../eval/answer-sets.ts');
    return evaluateAnswerSets(file, models, {
      part: readPart(flags.text('part')),
      hasContext: !flags.isSet('no-context'),
      hasNotes: flags.isSet('notes'),
      signal: io.signal,
      onModel: (name) => io.note(`Asking ${name}`),
      // To be read while a slow model is at work: figures alone say little about answers.
      onAnswer: ({ question, bullets, hasKeyFact }) =>
        io.note(`${MARKS[`${hasKeyFact}`]} ${question}\n    ${bullets.join('\n    ')}`),
    });
  },
  call: async (file, io, flags) => {
    const files = new Map<Channel, string>();
    for (const channel of ['them', 'me'] as const) {
      const recording = flags.text(channel);
      if (recording !== undefined) files.set(channel, recording);
    }
    if (files.size === 0) throw new UsageError('Give the recordings with --them and --me.');
    const [{ evaluateCall }, { printCall }] = await Promise.all([
      import('../eval/call.ts'),
      import('../eval/print-call.ts'),
    ]);
    const { report, findings } = await evaluateCall(file, files, flags.config, io);
    return { report, table: printCall(report, findings) };
  },
  echo: async (file, io, flags) => {
    const [me, them] = [flags.text('me'), flags.text('them')];
    if (me === undefined || them === undefined)
      throw new UsageError('Give the recordings with --me and --them.');
    const leakDb = flags.text('leak-db');
    const leak =
      leakDb === undefined
        ? undefined
        : {
            gainDb: readNumber('leak-db', leakDb),
            delayMs: readNumber('leak-ms', flags.text('leak-ms') ?? '60'),
          };
    const { evaluateEcho, printEcho } = await import('../eval/echo.ts');
    const modelPath = speechModel(flags);
    const report = await evaluateEcho(file, { me, them, modelPath, leak, signal: io.signal });
    return { report, table: printEcho(report) };
  },
  speakers: async (file, io, flags) => {
    const model = flags.text('model');
    if (model === undefined) throw new UsageError('Name the speaker model with --model FILE.onnx.');
    const { evaluateSpeakers, printSpeakers } = await import('../eval/speakers.ts');
    const report = await evaluateSpeakers(file, path.resolve(model), io.signal);
    return { report, table: printSpeakers(report) };
  },
  cache: async (file) => {
    const { evaluateCache, printCache } = await import('../eval/cache.ts');
    const report = await evaluateCache(file);
    return { report, table: printCache(report) };
  },
  embeddings: async (file, io, flags) => {
    const model = flags.text('model');
    if (model === undefined) throw new UsageError('Name the embedding model with --model.');
    const { evaluateEmbeddings, printEmbeddings } = await import('../eval/embeddings.ts');
    const baseUrl = flags.config.overrides.model?.ollamaUrl ?? defaultSettings.model.ollamaUrl;
    const report = await evaluateEmbeddings(file, { baseUrl, model, signal: io.signal });
    return { report, table: printEmbeddings(report) };
  },
};

export const command: CliCommand = {
  summary: 'Measures quality on labelled data.',
  usage:
    `eval ${Object.keys(EVALUATIONS).join('|')} FILE [--check] [--recognizers MODEL,…] [--language CODE] [--vocabulary TERM,…] ` +
    '[--models MODEL,…] [--part tuning|held-out] [--notes] [--no-context] [--them FILE.wav] [--me FILE.wav] ' +
    '[--leak-db -20] [--leak-ms 60] [--json]',
  run: async (args, io) => {
    const flags = readArguments(args, {
      check: { type: 'boolean' },
      recognizers: { type: 'string' },
      language: { type: 'string' },
      vocabulary: { type: 'string' },
      models: { type: 'string' },
      part: { type: 'string' },
      notes: { type: 'boolean' },
      'no-context': { type: 'boolean' },
      them: { type: 'string' },
      me: { type: 'string' },
      'leak-db': { type: 'string' },
      'leak-ms': { type: 'string' },
    });
    const [kind = '', file, ...others] = flags.positionals;
    const evaluate = EVALUATIONS[kind];
    if (!kind) throw new UsageError('Say what to evaluate.');
    if (!evaluate) throw new UsageError(`Unknown evaluation: ${kind}.`);
    if (!file || others.length > 0) throw new UsageError('Give one file of labelled data.');
    const { report, table } = await evaluate(file, io, flags);
    io.print(io.json ? JSON.stringify(report) : table);
  },
};

/** Before each answer: does it hold a key fact? */
const MARKS = { true: '+', false: '-', null: ' ' } as const;

function readNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${flag} must be a number, not "${text}".`);
}

function readLanguage(code = 'auto'): string {
  const parsed = languageSchema.safeParse(code);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--language is "auto" or the code of a language such as "en", not "${code}".`);
}

function readPart(part = 'all'): 'all' | 'tuning' | 'held-out' {
  if (part === 'all' || part === 'tuning' || part === 'held-out') return part;
  throw new UsageError(`--part is tuning or held-out, not "${part}".`);
}

/** A path stays what it is, a name is looked up among the models of the data folder. */
async function pathOfSpeechModel(nameOrPath: string, flags: Arguments): Promise<string> {
  const { openModels } = await import('./open-models.ts');
  const models = await openModels(flags.config.dataDir);
  return (await models.resolveSpeech(nameOrPath)).path;
}

/** The chosen chat model where it is a file, which is what this evaluation opens, else the demo's. */
function chatModelFile(): string {
  const chosen = process.env['SOTTO_MODEL'] ?? '';
  return chosen.endsWith('.gguf') ? chosen : path.join(ASSETS_DIRECTORY, 'demo', 'toy-chat.gguf');
}

/** The chosen speech model, else the demo's, which knows only the fixtures' phrases. */
function speechModel(flags: Arguments): string {
  return (
    flags.text('speech-model') ??
    process.env['SOTTO_SPEECH_MODEL'] ??
    path.join(ASSETS_DIRECTORY, 'demo', 'toy-speech.bin')
  );
}
