import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { areCoresBusy } from '../base/busy-cores.ts';
import type { Logger } from '../base/logger.ts';
import { readStateFile } from '../base/regular-file.ts';
import type { RecognizerName } from '../protocol/settings.ts';
import { samplesMs, type SpeechSegment } from '../base/nouns.ts';
import type { ComponentNote, PaceVerdict } from '../protocol/component-notes.ts';
import { readSound } from '../formats/open-sound.ts';
import { FINALS_MAX_FACTOR, HOPELESS_FACTOR, PARTIALS_MAX_FACTOR } from './pass-pace.ts';
import { RECOGNIZERS, type ChosenRecognizer } from './recognizers/open-recognizer.ts';
import { tryThreads } from './thread-trial.ts';
import { wordNote } from './word-note.ts';
import type { Transcriber } from './recognizers/base/transcriber.ts';

/** What was measured on the bundled clip of speech. */
export interface SpeechPace {
  readonly clipMs: number;
  /** Of the faster of two passes. */
  readonly passMs: number;
  /** `passMs` to `clipMs`. */
  readonly realTimeFactor: number;
  /** The fastest number; undefined where it is not ours to choose, or has not been tried yet. */
  readonly threadCount?: number | undefined;
}

/** A recognizer with its model; whatever changes its speed belongs here. */
export interface PaceSubject {
  readonly recognizer: RecognizerName;
  /** A file, or the folder of the model's files. */
  readonly modelPath: string;
}

/** Paces by package version, model and processor; they outlive the process. */
export interface PaceBook {
  find(subject: PaceSubject): Promise<SpeechPace | undefined>;
  /** Size of the largest model that keeps up with a call here, extrapolated from the largest one measured at rest. */
  hearableBytes(recognizer: RecognizerName): Promise<number | undefined>;
  /**
   * Has the clip recognized twice and keeps the result. The first time it also finds the number of threads that
   * is fastest and leaves `transcriber` at it.
   * @param options.mayReload false in a call: then the recognizer is not loaded again to try threads.
   * @throws what `transcriber` throws.
   */
  measure(
    subject: PaceSubject,
    transcriber: Transcriber,
    options: { readonly mayReload: boolean },
    signal: AbortSignal,
  ): Promise<SpeechPace>;
}

export interface PaceBookOptions {
  /** Of the caches. */
  readonly directory: string;
  readonly assetsDirectory: string;
  readonly log: Logger;
  /** Left out: this machine's. */
  readonly processorName?: string;
  readonly coreCount?: number;
  readonly isMachineBusy?: () => Promise<boolean>;
}

const MAX_ENTRY_COUNT = 64;
/** The demo's toy says nothing of real models. */
const MIN_TELLING_BYTES = 20_000_000;
const PASS_COUNT = 2;

const entriesSchema = z.record(
  z.string(),
  z.object({
    clipMs: z.number(),
    passMs: z.number(),
    modelBytes: z.number().optional(),
    threadCount: z.int().positive().optional(),
    /** Something else had the cores: no measure for what this machine can do. */
    isBusy: z.boolean().optional(),
  }),
);
type Entries = z.infer<typeof entriesSchema>;

/** What the pace depends on; undefined for a recognizer that does not compute here. */
export function paceSubject({ name, modelPath }: ChosenRecognizer): PaceSubject | undefined {
  return RECOGNIZERS[name].packageName === undefined ? undefined : { recognizer: name, modelPath };
}

export function openPaceBook(options: PaceBookOptions): PaceBook {
  const { directory, assetsDirectory, log, isMachineBusy = areCoresBusy } = options;
  const filePath = path.join(directory, 'speech-pace.json');
  const processorName = options.processorName ?? `${cpus()[0]?.model ?? process.arch} × ${cpus().length}`;
  const versionOf = (recognizer: RecognizerName): string =>
    `${recognizer} | ${packageVersion(RECOGNIZERS[recognizer].packageName ?? '')} | `;
  const keyOf = async ({ recognizer, modelPath }: PaceSubject): Promise<string> =>
    `${versionOf(recognizer)}${modelMark(await examine(modelPath))} | ${processorName}`;

  return {
    find: async (subject) => {
      const entry = (await readEntries(filePath))[await keyOf(subject)];
      return entry && paceOf(entry);
    },
    hearableBytes: async (recognizer) => {
      const isOwn = (key: string): boolean =>
        key.startsWith(versionOf(recognizer)) && key.endsWith(` | ${processorName}`);
      const [largest] = Object.entries(await readEntries(filePath))
        .flatMap(([key, { modelBytes = 0, ...entry }]) => (isOwn(key) ? [{ modelBytes, ...entry }] : []))
        .filter(({ modelBytes, isBusy }) => modelBytes >= MIN_TELLING_BYTES && !isBusy)
        .toSorted((a, b) => b.modelBytes - a.modelBytes);
      return largest && (largest.modelBytes * PARTIALS_MAX_FACTOR) / paceOf(largest).realTimeFactor;
    },
    measure: async (subject, transcriber, { mayReload }, signal) => {
      const clip = await readClip(assetsDirectory);
      const { sizeBytes: modelBytes } = await examine(subject.modelPath);
      const key = await keyOf(subject);
      const measurePassMs = (): Promise<number> => fasterPassMs(transcriber, clip, signal);
      const { threads } = transcriber;
      const known = (await readEntries(filePath))[key];
      const isBusy = await isMachineBusy();
      const passMs = await measurePassMs();
      const fastest =
        // While something else has the cores, fewer threads look better than they are, and the choice is kept.
        threads && mayReload && known?.threadCount === undefined && !isBusy
          ? await tryThreads(threads, passMs, measurePassMs, options.coreCount)
          : { passMs, threadCount: known?.threadCount };
      const entry = {
        clipMs: samplesMs(clip.samples.length),
        modelBytes,
        ...fastest,
        ...(isBusy && { isBusy }),
      };
      try {
        await keep(filePath, key, entry);
      } catch (error) {
        log.warn('the pace of the recognizer cannot be kept', { error });
      }
      return paceOf(entry);
    },
  };
}

export function verdictOn({ realTimeFactor }: SpeechPace): PaceVerdict {
  if (realTimeFactor <= PARTIALS_MAX_FACTOR) return 'live-text';
  if (realTimeFactor <= FINALS_MAX_FACTOR) return 'finals-only';
  return realTimeFactor <= HOPELESS_FACTOR ? 'too-slow' : 'hopeless';
}

/** What a model of the same kind is expected to take: computing time grows with the weights. */
export function paceOfSize(pace: SpeechPace, modelBytes: number, otherBytes: number): SpeechPace {
  const passMs = (pace.passMs * otherBytes) / modelBytes;
  return { clipMs: pace.clipMs, passMs, realTimeFactor: passMs / pace.clipMs };
}

/** What is to be said about a pace. */
export function paceNote(pace: SpeechPace): ComponentNote {
  return { kind: 'pace', clipMs: pace.clipMs, passMs: pace.passMs, verdict: verdictOn(pace) };
}

/** `3 s of speech takes 0.4 s`, and what that means where it is not good. */
export function describePace(pace: SpeechPace): string {
  return wordNote(paceNote(pace));
}

function paceOf({ clipMs, passMs, threadCount }: Entries[string]): SpeechPace {
  return { clipMs, passMs, realTimeFactor: passMs / clipMs, ...(threadCount && { threadCount }) };
}

/** The first pass may be slower than the others. */
async function fasterPassMs(
  transcriber: Transcriber,
  clip: SpeechSegment,
  signal: AbortSignal,
): Promise<number> {
  const how = { pass: 'final', language: 'en', vocabulary: '' } as const;
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let passIndex = 0; passIndex < PASS_COUNT; passIndex += 1) {
    const { computeMs } = await transcriber.transcribe(clip, how, signal);
    fastestMs = Math.min(fastestMs, computeMs);
  }
  return fastestMs;
}

async function readClip(assetsDirectory: string): Promise<SpeechSegment> {
  const { samples } = await readSound(path.join(assetsDirectory, 'speech-clip.wav'));
  const clipMs = samplesMs(samples.length);
  return {
    turnId: `pace-${randomUUID()}`,
    channel: 'them',
    samples,
    startMs: 0,
    speechStartMs: 0,
    speechEndMs: clipMs,
    voicedMs: clipMs,
  };
}

interface ModelFacts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly newestMs: number;
}

async function examine(modelPath: string): Promise<ModelFacts> {
  const found = await stat(modelPath);
  const files = found.isDirectory()
    ? (await readdir(modelPath)).toSorted().map((name) => path.join(modelPath, name))
    : [modelPath];
  const stats = await Promise.all(files.map((file) => stat(file)));
  const sizeBytes = stats.reduce((sum, { size }) => sum + size, 0);
  const newestMs = Math.round(Math.max(...stats.map(({ mtimeMs }) => mtimeMs)));
  return { name: path.basename(modelPath), sizeBytes, newestMs };
}

/** Names, sizes and times of the files: to hash hundreds of megabytes would take longer than the measurement. */
function modelMark({ name, sizeBytes, newestMs }: ModelFacts): string {
  return `${name} ${sizeBytes} ${newestMs}`;
}

function packageVersion(name: string): string {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    return version;
  } catch {
    return 'unknown version';
  }
}

/** A file that cannot be read is measured again. */
async function readEntries(filePath: string): Promise<Entries> {
  try {
    return entriesSchema.parse(JSON.parse(await readStateFile(filePath)));
  } catch {
    return {};
  }
}

async function keep(filePath: string, key: string, entry: Entries[string]): Promise<void> {
  const { [key]: _older, ...others } = await readEntries(filePath);
  const kept = Object.entries(others).slice(-MAX_ENTRY_COUNT + 1);
  await makeFolder(path.dirname(filePath));
  await writeFileAtomic(filePath, JSON.stringify(Object.fromEntries([...kept, [key, entry]])));
}
