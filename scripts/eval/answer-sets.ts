import path from 'node:path';
import { openEmbeddedServer } from '../../engine/answer/servers/embedded/embedded-server.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError, EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { evaluateAnswers, printAnswers } from './answers.ts';
import { readFactQuestions, type FactQuestion, type FactSelection } from './fact-questions.ts';
import { measureFacts, printFacts, type FactAnswer } from './key-facts.ts';

interface AnswerSetOptions extends FactSelection {
  readonly signal: AbortSignal;
  readonly onModel: (name: string) => void;
  readonly onAnswer: (answer: FactAnswer) => void;
}

interface Measured {
  readonly report: unknown;
  readonly table: string;
}

/**
 * Puts the questions of a file to every model, one model after the other: known bullets (toy-chat.json) are
 * compared word by word, key facts (singles.json, a call's reference) by their words.
 * @param modelPaths GGUF files.
 * @returns one report, or `{models: [report…]}` for several models; a model that failed has its reason there.
 * @throws EngineError when no model could be measured.
 */
export async function evaluateAnswerSets(
  file: string,
  modelPaths: readonly string[],
  options: AnswerSetOptions,
): Promise<Measured> {
  const questions = await readFactQuestions(file, options);
  const results: Measured[] = [];
  const failures: EngineError[] = [];
  for (const modelPath of modelPaths) {
    if (modelPaths.length > 1) options.onModel(modelPath);
    try {
      results.push(await evaluateOne(file, questions, modelPath, options));
    } catch (error) {
      options.signal.throwIfAborted();
      const failure = asEngineError(error);
      failures.push(failure);
      results.push(failedModel(modelPath, failure));
    }
  }
  const [failure] = failures;
  if (failure && failures.length === results.length) {
    const messages = [...new Set(failures.map(({ message }) => message))];
    throw new EngineError(failure.code, messages.join(' '), failure.remedy, { cause: failure });
  }
  const [only, ...others] = results;
  return {
    report: others.length === 0 ? only?.report : { models: results.map(({ report }) => report) },
    table: results.map(({ table }) => table).join('\n\n'),
  };
}

async function evaluateOne(
  file: string,
  questions: readonly FactQuestion[] | undefined,
  modelPath: string,
  { signal, onAnswer }: AnswerSetOptions,
): Promise<Measured> {
  if (!questions) {
    const report = await evaluateAnswers(file, { modelPath, signal });
    return { report, table: printAnswers(report) };
  }
  const name = nameOf(modelPath);
  await using server = openEmbeddedServer({
    models: [{ name, path: modelPath }],
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  await using model = await server.open(name);
  const report = await measureFacts(model, questions, signal, onAnswer);
  return { report, table: printFacts(report) };
}

/** The row of a model that could not be measured: the others' rows must not be lost with it. */
function failedModel(modelPath: string, { code, message, remedy }: EngineError): Measured {
  const model = nameOf(modelPath);
  return {
    report: { model, failure: { code, message, remedy } },
    table: `${model} failed: ${message} ${remedy}`,
  };
}

function nameOf(modelPath: string): string {
  return path.basename(modelPath, '.gguf');
}
