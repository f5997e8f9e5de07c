import { pipesOf } from '../../../base/child-pipes.ts';
import { spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import type { SpeechSegment } from '../../../base/nouns.ts';
import type { Recognition, RecognizerLimit, TranscribeOptions, Transcriber } from '../base/transcriber.ts';
import { watchForHang } from '../base/hang-watch.ts';
import { recognizerClosed } from '../base/recognizer-closed.ts';
import { killGroup } from '../../../base/fork-child.ts';
import { isTooLittleSpeech } from '../base/speech-guard.ts';
import { openPrivateWavFolder, type PrivateWavFolder } from '../base/wav-file.ts';

export interface CommandTranscriberOptions {
  /**
   * Program and arguments, never run through a shell; `{wav}` stands for the speech file, `{language}` for
   * the language. What it prints on stdout is the text.
   */
  readonly command: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  /** From then on a program that does not compute is taken for hung, and ended. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
const MAX_OUTPUT_CHARACTERS = 65_536;
const WAV_PLACEHOLDER = '{wav}';
const LANGUAGE_PLACEHOLDER = '{language}';

/**
 * Speech recognition by a program of the user's choice, one run an utterance.
 * @throws EngineError 'bad-settings' when the command has no program or no `{wav}`, 'transcriber-down' when
 *   the program is not there.
 */
export async function openCommandTranscriber(options: CommandTranscriberOptions): Promise<Transcriber> {
  const [program, ...args] = options.command;
  if (!program || !args.some((argument) => argument.includes(WAV_PLACEHOLDER))) {
    throw new EngineError(
      'bad-settings',
      'The speech command needs a program and an argument that holds {wav}.',
      'Correct it in Settings, Speech, Command.',
    );
  }
  if (!(await isRunnable(program))) throw missingProgram(program);
  return new CommandTranscriber(options, program, args, await openPrivateWavFolder());
}

class CommandTranscriber implements Transcriber {
  readonly description: string;
  readonly limits: readonly RecognizerLimit[];
  readonly #options: CommandTranscriberOptions;
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #folder: PrivateWavFolder;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(
    options: CommandTranscriberOptions,
    program: string,
    args: readonly string[],
    folder: PrivateWavFolder,
  ) {
    this.#options = options;
    this.#program = program;
    this.#args = args;
    this.#folder = folder;
    this.description = `Command · ${path.basename(program)}`;
    const takesLanguage = args.some((argument) => argument.includes(LANGUAGE_PLACEHOLDER));
    this.limits = takesLanguage ? ['no-vocabulary'] : ['no-vocabulary', 'no-language'];
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    if (isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
    const { clock } = this.#options;
    const startMs = clock.nowMs();
    const run = this.#folder.withFile(speech.samples, (wavPath) =>
      this.#run(wavPath, options.language, AbortSignal.any([signal, this.#closing.signal])),
    );
    this.#running.add(run);
    try {
      const output = await run;
      return { text: output.replaceAll(/\s+/g, ' ').trim(), computeMs: clock.nowMs() - startMs };
    } finally {
      this.#running.delete(run);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(recognizerClosed());
    await Promise.allSettled(this.#running);
    await this.#folder[Symbol.asyncDispose]();
  }

  #run(wavPath: string, language: string, signal: AbortSignal): Promise<string> {
    const { deadlineMs: overdueMs = DEADLINE_MS, clock, log } = this.#options;
    const args = this.#args.map((argument) =>
      argument.replaceAll(WAV_PLACEHOLDER, wavPath).replaceAll(LANGUAGE_PLACEHOLDER, language),
    );
    return new Promise((resolve, reject) => {
      // In its own process group, so that what the program starts ends with it.
      const child = spawn(this.#program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      let output = '';
      let stopReason: unknown;
      const stop = (reason: unknown): void => {
        stopReason ??= reason;
        killGroup(child);
      };
      const onAbort = (): void => stop(signal.reason);
      const answered = new AbortController();
      watchForHang({ processId: () => child.pid, overdueMs, clock }, answered.signal).then(
        () => stop(hung(this.#program)),
        () => undefined,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (end: () => void): void => {
        answered.abort();
        signal.removeEventListener('abort', onAbort);
        end();
      };
      const pipes = pipesOf(child);
      pipes?.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.length > MAX_OUTPUT_CHARACTERS) stop(tooTalkative(this.#program));
      });
      pipes?.stderr
        .setEncoding('utf8')
        .on('data', (text: string) => log.debug('The speech command says', { content: text }));
      child.on('error', (cause) => settle(() => reject(stopReason ?? missingProgram(this.#program, cause))));
      child.on('close', (exitCode, signalName) =>
        settle(() => {
          if (stopReason !== undefined) reject(stopReason);
          else if (exitCode === 0) resolve(output);
          else reject(failed(this.#program, signalName ?? `exit code ${exitCode}`));
        }),
      );
      if (signal.aborted) onAbort();
    });
  }
}

/** True when the system would find the program to run. */
async function isRunnable(program: string): Promise<boolean> {
  const folders = program.includes('/') || program.includes(path.sep) ? [''] : searchPath();
  const endings = process.platform === 'win32' ? ['', '.exe'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const candidate = path.resolve(folder, `${program}${ending}`);
      if (await isProgramFile(candidate)) return true;
    }
  }
  return false;
}

async function isProgramFile(candidate: string): Promise<boolean> {
  try {
    await access(candidate, constants.X_OK);
    // A folder may be entered, which is what its x means.
    return (await stat(candidate)).isFile();
  } catch {
    return false;
  }
}

function searchPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
}

function missingProgram(program: string, cause?: unknown): EngineError {
  return new EngineError(
    'transcriber-down',
    `The speech command ${program} cannot be run: there is no such program.`,
    'Install it, or correct Settings, Speech, Command.',
    { cause },
  );
}

function failed(program: string, how: string): EngineError {
  return new EngineError(
    'transcriber-failed',
    `The speech command ${path.basename(program)} failed (${how}).`,
    'Run it by hand on a WAV file to see why; `SOTTO_LOG=debug` shows what it says.',
  );
}

function hung(program: string): EngineError {
  return new EngineError(
    'transcriber-timeout',
    `The speech command ${path.basename(program)} hangs: it neither ends nor makes progress.`,
    'Run it by hand on a WAV file to see why; `SOTTO_LOG=debug` shows what it says.',
  );
}

function tooTalkative(program: string): EngineError {
  return new EngineError(
    'transcriber-failed',
    `The speech command ${path.basename(program)} prints more than a transcription.`,
    'Make it print the text alone.',
  );
}
