import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../engine/base/clock.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import type { Engine } from '../../engine/index.ts';
import type { ComponentState } from '../../engine/protocol/component-state.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { CommandIo } from '../command-line/command.ts';
import { followEvents, withEngine } from '../command-line/with-engine.ts';
import { recordTurns, type RecordedTurn } from './call-recording.ts';
import { readCallReference, readCallSound } from './call-reference.ts';
import { scoreCall, type CallFindings, type CallScore } from './score-call.ts';

export interface CallReport extends CallScore {
  readonly models: { readonly speech: string; readonly chat: string };
  /** Until the last word was written and the last answer complete, to the length of the call: 1 is in time. */
  readonly realTimeFactor: number;
}

/** Recordings of one call, a channel each. */
export type CallFiles = ReadonlyMap<Channel, string>;

interface PlayedCall {
  readonly turns: readonly RecordedTurn[];
  readonly models: CallReport['models'];
  readonly realTimeFactor: number;
}

/** A call goes quiet at its end; it does not break off. */
const TRAILING_MS = 2_000;
const MEASURE_DEADLINE_MS = 60_000;

/**
 * Plays a call through the whole engine in real time, each channel as a separate source, and compares what
 * was heard and answered with the reference. A channel without a recording is left out of the comparison.
 */
export async function evaluateCall(
  referencePath: string,
  files: CallFiles,
  config: EngineConfig,
  io: CommandIo,
): Promise<{ readonly report: CallReport; readonly findings: CallFindings }> {
  const utterances = await readCallReference(referencePath);
  const recordings = new Map<Channel, Int16Array>();
  for (const [channel, file] of files)
    recordings.set(channel, await readCallSound(file, channel, utterances));
  const { turns, models, realTimeFactor } = await playCall(recordings, config, io);
  const heard = utterances.filter(({ channel }) => files.has(channel));
  const { score, findings } = scoreCall(heard, turns);
  return { report: { ...score, models, realTimeFactor }, findings };
}

async function playCall(
  recordings: ReadonlyMap<Channel, Int16Array>,
  config: EngineConfig,
  io: CommandIo,
): Promise<PlayedCall> {
  const dataDir = await makeDataFolder(config.dataDir);
  const played = Promise.withResolvers<PlayedCall>();
  try {
    await withEngine({ ...config, dataDir }, { warm: ['speech', 'model'] }, io, async (engine) => {
      played.resolve(await playThrough(engine, recordings, io.signal));
    });
    return await played.promise;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function playThrough(
  engine: Engine,
  recordings: ReadonlyMap<Channel, Int16Array>,
  signal: AbortSignal,
): Promise<PlayedCall> {
  const events: EngineEvent[] = [];
  const modelReady = Promise.withResolvers<string>();
  followEvents(engine, (event) => {
    events.push(event);
    if (event.type === 'component.changed') settleModel(event.state, modelReady);
  });
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  const inTime = async <Value>(step: Promise<Value>): Promise<Value> => Promise.race([step, stopped]);

  const [chat] = await inTime(Promise.all([modelReady.promise, engine.speechReady()]));
  // As in an app that runs: it measures itself before the first call.
  await inTime(Promise.race([engine.speechMeasured(), engine.clock.sleep(MEASURE_DEADLINE_MS, signal)]));
  const startedAtMs = new Map<Channel, number>();
  const sources = [...recordings].map(([channel, samples]) =>
    openCallSource(channel, samples, engine.clock, startedAtMs),
  );
  const session = engine.listenTo(sources, { isDemo: false, isPaced: false });
  await inTime(session.done);
  await inTime(engine.answered());
  const tookMs = engine.clock.nowMs() - Math.min(...startedAtMs.values());
  const lengthMs =
    TRAILING_MS +
    (Math.max(...[...recordings.values()].map((samples) => samples.length)) * 1_000) / PIPELINE_RATE_HZ;
  return {
    turns: recordTurns(events, startedAtMs),
    models: { speech: recognizerOf(events), chat },
    realTimeFactor: Number((tookMs / lengthMs).toFixed(3)),
  };
}

/** A recording in real time, with silence behind it; notes when its first sample was due. */
function openCallSource(
  channel: Channel,
  recording: Int16Array,
  clock: Clock,
  startedAtMs: Map<Channel, number>,
): CaptureSource {
  const samples = new Int16Array(recording.length + (TRAILING_MS * PIPELINE_RATE_HZ) / 1_000);
  samples.set(recording);
  const source = openSamplesSource({ samples, channel, device: 'recording', isFast: false, clock });
  return {
    ...source,
    frames: async function* (signal) {
      startedAtMs.set(channel, clock.nowMs());
      yield* source.frames(signal);
    },
  };
}

/** Settings and models of the user, and none of the answers that are kept from earlier calls. */
async function makeDataFolder(own: string): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-call-'));
  await copyFile(path.join(own, 'settings.json'), path.join(dataDir, 'settings.json')).catch(() => undefined);
  const models = path.join(own, 'models');
  if (existsSync(models)) await symlink(models, path.join(dataDir, 'models'), 'junction');
  return dataDir;
}

function settleModel(
  { component, status, reason }: ComponentState,
  ready: PromiseWithResolvers<string>,
): void {
  if (component !== 'model') return;
  if (status === 'ready' || status === 'degraded') ready.resolve(reason);
  if (status === 'failed')
    ready.reject(new EngineError('model-missing', reason, 'Name a model with SOTTO_MODEL.'));
}

/** What runs, as it says of itself when it is ready; later it may say that it is slow. */
function recognizerOf(events: readonly EngineEvent[]): string {
  const states = events.flatMap((event) => (event.type === 'component.changed' ? [event.state] : []));
  const speech = states.filter(({ component }) => component === 'speech');
  return (speech.find(({ status }) => status === 'ready') ?? speech.at(-1))?.reason ?? '';
}
