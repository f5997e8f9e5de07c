/**
 * Entry of the process that holds whisper-node. Importing it may compile C++ for more than a minute, change
 * the working directory or end the process; all of that stays in here.
 */
import type { RecognizerResult, WhisperNodeSettings, WhisperNodeTask } from '../base/recognizer-messages.ts';
import { serveRecognizer } from '../base/serve-recognizer.ts';

type Whisper = (
  filePath: string,
  options: { modelPath: string; whisperOptions: { language: string; word_timestamps: boolean } },
) => Promise<readonly { readonly speech: string }[] | undefined>;

let whisper: Whisper;
/** whisper-node prints what went wrong and returns nothing; this is what it printed last. */
let lastProblem: unknown;

serveRecognizer<WhisperNodeSettings, WhisperNodeTask>({ load, run });

async function load({ moduleName }: WhisperNodeSettings): Promise<void> {
  keepProblems();
  whisper = findWhisper(await import(moduleName));
}

async function run({ wavPath, modelPath, language }: WhisperNodeTask): Promise<RecognizerResult> {
  lastProblem = undefined;
  const startMs = performance.now();
  const lines = await whisper(wavPath, {
    modelPath,
    // It drops the first line, which is empty only where each word has its own line. By words instead of
    // by tokens (`-sow`) whisper.cpp must be asked with a flag that whisper-node has no option for.
    whisperOptions: { language: `${language} -sow`, word_timestamps: true },
  });
  if (!lines && !isNothingSaid(lastProblem)) throw new Error(describe(lastProblem));
  const text = (lines ?? []).map((line) => line.speech.trim()).join(' ');
  return { text: text.trim(), computeMs: performance.now() - startMs };
}

/** Releases differ in how they export it, and CommonJS adds a `default` around all. */
function findWhisper(module: unknown): Whisper {
  for (
    let level = module;
    typeof level === 'object' && level !== null;
    level = Reflect.get(level, 'default')
  ) {
    const found: unknown = Reflect.get(level, 'whisper') ?? Reflect.get(level, 'default');
    if (typeof found === 'function') return found as Whisper;
  }
  throw new Error('this version of whisper-node exports no whisper function');
}

function keepProblems(): void {
  // oxlint-disable-next-line no-console -- replaced, not used
  console.log = (...parts: readonly unknown[]) => {
    if (parts[0] === '[whisper-node] Problem:') lastProblem = parts[1];
  };
}

/** It trips over its own parser when whisper.cpp printed no line at all, which is what silence gives. */
function isNothingSaid(problem: unknown): boolean {
  return problem instanceof TypeError && problem.message.includes("reading 'map'");
}

function describe(problem: unknown): string {
  if (problem instanceof Error) return problem.message;
  return typeof problem === 'string' ? problem.trim().slice(0, 300) : 'it returned nothing';
}
