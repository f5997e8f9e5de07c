import { parseArgs } from 'node:util';
import { UsageError, type CliCommand, type CommandIo } from './command.ts';
import { ASSETS_DIRECTORY } from './with-engine.ts';
import path from 'node:path';

/** One kind of evaluation: what it measures on which file, as JSON and as a table. */
type Evaluate = (
  file: string,
  io: CommandIo,
  values: EvalFlags,
) => Promise<{ report: unknown; table: string }>;

interface EvalFlags {
  readonly 'speech-model'?: string;
  readonly model?: string;
  /** `eval questions`: the file's own faults first. */
  readonly check?: boolean;
}

const EVALUATIONS: Readonly<Record<string, Evaluate>> = {
  questions: async (file, io, values) => {
    const { evaluateQuestions, printQuestions } = await import('../eval/questions.ts');
    if (values.check) {
      const { checkQuestionData, printDataCheck } = await import('../data-check.ts');
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
  endpoint: async (file) => {
    const { evaluateEndpoint, printEndpoint } = await import('../eval/endpoint.ts');
    const report = await evaluateEndpoint(file);
    return { report, table: printEndpoint(report) };
  },
  speech: async (file, _io, values) => {
    const { evaluateSpeech, printSpeech } = await import('../eval/speech.ts');
    const report = await evaluateSpeech(file, { modelPath: speechModel(values) });
    return { report, table: printSpeech(report) };
  },
  answers: async (file, _io, values) => {
    const { evaluateAnswers, printAnswers } = await import('../eval/answers.ts');
    const report = await evaluateAnswers(file, {
      modelPath: values.model ?? path.join(ASSETS_DIRECTORY, 'demo', 'toy-chat.gguf'),
    });
    return { report, table: printAnswers(report) };
  },
  cache: async (file) => {
    const { evaluateCache, printCache } = await import('../eval/cache.ts');
    const report = await evaluateCache(file);
    return { report, table: printCache(report) };
  },
};

export const command: CliCommand = {
  summary: 'Measures quality on labelled data.',
  usage: `eval ${Object.keys(EVALUATIONS).join('|')} FILE [--check] [--json]`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { 'speech-model': { type: 'string' }, model: { type: 'string' }, check: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [kind = '', file, ...others] = positionals;
    const evaluate = EVALUATIONS[kind];
    if (!evaluate) throw new UsageError(`"${kind}" is nothing to evaluate.`);
    if (!file || others.length > 0) throw new UsageError('Give one file of labelled data.');
    const { report, table } = await evaluate(file, io, values);
    io.print(io.json ? JSON.stringify(report) : table);
  },
};

/** The chosen speech model, else the demo's, which knows only the fixtures' phrases. */
function speechModel(values: EvalFlags): string {
  return (
    values['speech-model'] ??
    process.env['SOTTO_SPEECH_MODEL'] ??
    path.join(ASSETS_DIRECTORY, 'demo', 'toy-speech.bin')
  );
}
