import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { pipesOf } from '../base/child-pipes.ts';

/** What the sound server of a Linux desktop, PulseAudio or PipeWire in its place, does at one moment. */
export interface SoundServerReading {
  /** Name of the loudspeaker in use. */
  readonly defaultSink: string;
  /** Name of the source in use; with no microphone it is what a loudspeaker plays. */
  readonly defaultSource: string;
  readonly recordings: readonly SoundServerRecording[];
  readonly sources: readonly SoundServerSource[];
}

/** Something that can be recorded. */
export interface SoundServerSource {
  readonly name: string;
  /** For people. */
  readonly description: string;
  /** The loudspeaker whose sound it is; undefined for a microphone. */
  readonly monitorOf: string | undefined;
}

/** A program that records. */
export interface SoundServerRecording {
  readonly source: SoundServerSource;
  readonly processId: number;
  /** What the program calls itself, and the name of its file. */
  readonly applicationName: string;
  readonly binaryName: string;
}

const QUERY_DEADLINE_MS = 3_000;
/** Clients come and go with every query: they say nothing about what is recorded. */
const TELLING_EVENT = / on (?:source-output|server) /;

/** @throws when `pactl` is missing or the sound server does not answer. */
export async function readSoundServer(): Promise<SoundServerReading> {
  const [info, sources, recordings] = await Promise.all([
    ask('info'),
    ask('list', 'sources'),
    ask('list', 'source-outputs'),
  ]);
  const known = new Map(blocksOf(sources, 'Source').map(({ index, text }) => [index, sourceOf(text)]));
  return {
    defaultSink: fieldOf(info, 'Default Sink'),
    defaultSource: fieldOf(info, 'Default Source'),
    sources: [...known.values()],
    recordings: blocksOf(recordings, 'Source Output').flatMap(({ text }) => {
      const source = known.get(fieldOf(text, 'Source'));
      if (!source) return [];
      return {
        source,
        processId: recorderOf(text),
        applicationName: propertyOf(text, 'application.name'),
        binaryName: propertyOf(text, 'application.process.binary'),
      };
    }),
  };
}

/** Lets what a program records continue with another source. @throws when the sound server does not. */
export async function moveRecording(processId: number, sourceName: string): Promise<void> {
  for (const { index, text } of blocksOf(await ask('list', 'source-outputs'), 'Source Output'))
    if (recorderOf(text) === processId) await ask('move-source-output', index, sourceName);
}

/**
 * Yields when a program began, stopped or moved a recording, or another device became the default; several changes
 * at once count as one. Ends with the sound server or `signal`.
 */
export async function* soundServerChanges(signal: AbortSignal): AsyncGenerator<void, void, undefined> {
  const child = spawn('pactl', ['subscribe'], { stdio: ['ignore', 'pipe', 'pipe'], env: plainEnglish() });
  let isOver = false;
  let change = Promise.withResolvers<void>();
  const end = (): void => {
    isOver = true;
    child.kill();
    change.resolve();
  };
  child.on('error', end).on('close', end);
  // No pipe where no file descriptors were left; the `error` event reports that.
  const pipes = pipesOf(child);
  pipes?.stderr.resume();
  // A pipe may cut a line in two.
  if (pipes)
    createInterface({ input: pipes.stdout }).on('line', (line) => {
      if (TELLING_EVENT.test(line)) change.resolve();
    });
  signal.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      await change.promise;
      if (isOver || signal.aborted) return;
      change = Promise.withResolvers();
      yield;
    }
  } finally {
    signal.removeEventListener('abort', end);
    child.kill();
  }
}

async function ask(...order: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('pactl', order, {
    env: plainEnglish(),
    timeout: QUERY_DEADLINE_MS,
  });
  return stdout;
}

/** Older versions of `pactl` know no JSON, so its text is read. */
function plainEnglish(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}

function blocksOf(text: string, kind: string): readonly { readonly index: string; readonly text: string }[] {
  return text
    .split(new RegExp(`^${kind} #(?=\\d)`, 'm'))
    .slice(1)
    .map((block) => ({
      index: /^\d+/.exec(block)?.[0] ?? '',
      text: block,
    }));
}

function sourceOf(text: string): SoundServerSource {
  const monitorOf = fieldOf(text, 'Monitor of Sink');
  return {
    name: fieldOf(text, 'Name'),
    description: fieldOf(text, 'Description'),
    monitorOf: monitorOf === '' || monitorOf === 'n/a' ? undefined : monitorOf,
  };
}

function fieldOf(text: string, name: string): string {
  return new RegExp(`^\\s*${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
}

function recorderOf(text: string): number {
  return Number(propertyOf(text, 'application.process.id'));
}

function propertyOf(text: string, name: string): string {
  const value = new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = "(.*)"$`, 'm').exec(text)?.[1] ?? '';
  return value.replaceAll('\\"', '"');
}
