import path from 'node:path';
import { openEmbeddedServer } from '../../engine/answer/servers/embedded/embedded-server.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { evaluateAnswers, printAnswers } from './answers.ts';
import { readFactQuestions, type FactSelection } from './fact-questions.ts';
import { measureFacts, printFacts, type FactAnswer } from './key-facts.ts';

interface AnswerSetOptions extends FactSelection {
  readonly signal: AbortSignal;
  readonly onModel: (name: string) => void;
  readonly onAnswer: (answer: FactAnswer) => void;
}

/**
 * Puts the questions of a file to every model, one model after the other: known bullets (toy-chat.json) are
 * compared word by word, key facts (singles.json, a call's reference) by their words.
 * @param modelPaths GGUF files.
 * @returns one report, or `{models: [report…]}` for several models.
 */
export async function evaluateAnswerSets(
  file: string,
  modelPaths: readonly string[],
  options: AnswerSetOptions,
): Promise<{ readonly report: unknown; readonly table: string }> {
  const { signal } = options;
  const questions = await readFactQuestions(file, options);
  const results: { report: unknown; table: string }[] = [];
  for (const modelPath of modelPaths) {
    if (modelPaths.length > 1) options.onModel(modelPath);
    if (!questions) {
      const report = await evaluateAnswers(file, { modelPath, signal });
      results.push({ report, table: printAnswers(report) });
      continue;
    }
    const name = path.basename(modelPath, '.gguf');
    await using server = openEmbeddedServer({
      models: [{ name, path: modelPath }],
      contextTokenCount: 4_096,
      clock: systemClock,
      log: silentLogger,
    });
    await using model = await server.open(name);
    const report = await measureFacts(model, questions, signal, options.onAnswer);
    results.push({ report, table: printFacts(report) });
  }
  const [only, ...others] = results;
  return {
    report: others.length === 0 ? only?.report : { models: results.map(({ report }) => report) },
    table: results.map(({ table }) => table).join('\n\n'),
  };
}
