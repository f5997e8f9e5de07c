import { pipesOf } from '../base/child-pipes.ts';
import { killGroup } from '../base/fork-child.ts';
import { lastLine } from '../base/last-line.ts';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { endianness } from 'node:os';
import type { AudioFrame } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { LiveBuffer } from './live-buffer.ts';

export type RecordingChild = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** How a recording ended by itself. */
export interface RecordingFailure {
  /** True once any sound has come: the device was there. */
  readonly wasHeard: boolean;
  /** The program's own words, one line; '' when it said nothing. */
  readonly reason: string;
  readonly cause: unknown;
}

/** A recorder that ignores SIGTERM for this long is killed. */
const STOP_GRACE_MS = 500;
const MAX_REASON_CHARACTERS = 300;
const LOOK_INTERVAL_MS = 500;
/**
 * A recorder that was heard and then writes nothing through this many looks in a row is stuck, as some are when their
 * device goes away. Looks are counted, not time: a machine that slept or was busy looked less often.
 */
const STUCK_LOOK_COUNT = 5;

/**
 * Reads raw s16 LE mono PCM from a child process until the loop is left or `signal` aborts, then stops it. One that
 * was heard and gets stuck has failed.
 * @param explain turns a failure into the error that is thrown.
 */
export async function* readRecording(
  child: RecordingChild,
  buffer: LiveBuffer,
  channel: Channel,
  explain: (failure: RecordingFailure) => Error,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame, void, undefined> {
  let positionSamples = 0;
  let reason = '';
  let isStopping = false;
  const fail = (cause: unknown): void => {
    if (!isStopping) buffer.end(explain({ wasHeard: positionSamples > 0, reason: lastLine(reason), cause }));
  };
  const toSamples = createSampleAligner();
  child.on('error', fail);
  child.on('close', (exitCode) => fail(`exit code ${exitCode}`));
  let quietLookCount = 0;
  const watch = setInterval(() => {
    quietLookCount += 1;
    if (positionSamples > 0 && quietLookCount > STUCK_LOOK_COUNT)
      fail('no more sound came from the recorder');
  }, LOOK_INTERVAL_MS);
  const pipes = pipesOf(child);
  pipes?.stdout.on('error', fail).on('data', (chunk: Buffer) => {
    quietLookCount = 0;
    const samples = toSamples(chunk);
    buffer.push(samples, positionSamples);
    positionSamples += samples.length;
  });
  pipes?.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (reason = (reason + text).slice(-MAX_REASON_CHARACTERS)));
  try {
    yield* buffer.frames(channel, signal);
  } finally {
    isStopping = true;
    clearInterval(watch);
    stop(child);
  }
}

/** Chunks of a pipe end anywhere, also inside a sample: the odd byte waits for the next chunk. */
function createSampleAligner(): (chunk: Buffer) => Int16Array {
  let oddByte: number | undefined;
  return (chunk) => {
    const bytes = new Uint8Array((oddByte === undefined ? 0 : 1) + chunk.length);
    if (oddByte !== undefined) bytes[0] = oddByte;
    bytes.set(chunk, bytes.length - chunk.length);
    oddByte = bytes.length % 2 === 1 ? bytes[bytes.length - 1] : undefined;
    const wholeBytes = bytes.length - (bytes.length % 2);
    if (endianness() === 'BE') Buffer.from(bytes.buffer, 0, wholeBytes).swap16();
    return new Int16Array(bytes.buffer, 0, wholeBytes / 2);
  };
}

function stop(child: RecordingChild): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // A wrapper script may have started its own children.
  const timer = setTimeout(() => killGroup(child), STOP_GRACE_MS);
  child.once('close', () => clearTimeout(timer));
  killGroup(child, 'SIGTERM');
}
