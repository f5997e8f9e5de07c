import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { readRecording } from '../../engine/capture/child-recording.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { LiveBuffer } from '../../engine/capture/live-buffer.ts';
import { createPageSource } from '../../engine/capture/page-source.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../../engine/capture/samples-source.ts';
import { encodeAudioFrame } from '../../engine/protocol/audio-frame.ts';
import { openEngineSocket } from '../../engine/protocol/engine-socket.ts';
import { createHub } from '../../engine/server/hub.ts';
import { startServer } from '../../engine/server/start-server.ts';
import { encodeWav } from '../../engine/transcription/recognizers/base/wav-file.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { segmentSpeech } from '../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { stampedFrame, waitsOf } from './frame-stamp.ts';

const STAMP_PATH = import.meta.resolve('./frame-stamp.ts');

/** Milliseconds from the moment a frame is whole where it is captured to the pipeline's side, for each path. */
export async function measurePaths(
  runMs: number,
  signal: AbortSignal,
): Promise<Readonly<Record<'page' | 'recorder' | 'file', readonly number[]>>> {
  return {
    page: await throughPage(runMs, signal),
    recorder: await throughRecorder(runMs, signal),
    file: await throughFile(runMs, signal),
  };
}

/** A page's socket, by the protocol, to the frames of its channel. */
async function throughPage(runMs: number, signal: AbortSignal): Promise<readonly number[]> {
  const source = createPageSource({ channel: 'me', device: 'bench', clock: systemClock });
  await using server = await startServer(
    {
      hub: createHub({ clock: systemClock, log: silentLogger }),
      clock: systemClock,
      log: silentLogger,
      execute: () => Promise.resolve(),
      onAudio: source.push,
      onCaptureGone: () => undefined,
      staticDirectory: '/nowhere',
      port: 0,
      appVersion: 'bench',
    },
    signal,
  );
  const welcome = Promise.withResolvers<void>();
  using socket = openEngineSocket({
    origin: server.origin,
    token: server.mintToken('capture'),
    resumePoint: () => undefined,
    onMessage: ({ kind }) => {
      if (kind === 'welcome') welcome.resolve();
    },
    onStatus: () => undefined,
  });
  await welcome.promise;
  const reading = waitsOf(source.frames(signal), Date.now);
  const startedAtMs = performance.now();
  for (let index = 0; index < runMs / FRAME_MS; index += 1) {
    await sleep(Math.max(0, startedAtMs + index * FRAME_MS - performance.now()), undefined, { signal });
    const startSamples = index * FRAME_SAMPLES;
    socket.sendAudio(encodeAudioFrame({ channel: 'me', startSamples, samples: stampedFrame(Date.now()) }));
  }
  await sleep(500, undefined, { signal });
  source.end();
  return reading;
}

/** A program that writes to a pipe, as sox and parec do, to the frames of its channel. */
async function throughRecorder(runMs: number, signal: AbortSignal): Promise<readonly number[]> {
  const program = `
    import { stampedFrame } from ${JSON.stringify(STAMP_PATH)};
    const startedAtMs = performance.now();
    const write = (index) => {
      if (index * ${FRAME_MS} >= ${runMs}) return process.exit();
      process.stdout.write(new Uint8Array(stampedFrame(Date.now()).buffer));
      setTimeout(write, Math.max(0, startedAtMs + (index + 1) * ${FRAME_MS} - performance.now()), index + 1);
    };
    write(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const buffer = new LiveBuffer('bench', systemClock);
  const ended = new Error('the program ended');
  return waitsOf(
    readRecording(child, buffer, 'me', () => ended, signal),
    Date.now,
    ended,
  );
}

/** A file that plays in real time: how late each frame comes. */
async function throughFile(runMs: number, signal: AbortSignal): Promise<readonly number[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-bench-'));
  try {
    const file = path.join(folder, 'silence.wav');
    await writeFile(file, encodeWav(new Int16Array((runMs / 1_000) * PIPELINE_RATE_HZ)));
    const source = await openFileSource({ path: file, channel: 'me', isFast: false, clock: systemClock });
    const waitsMs: number[] = [];
    for await (const { startSamples } of source.frames(signal))
      waitsMs.push(performance.now() - (startSamples * 1_000) / PIPELINE_RATE_HZ);
    // Against the frame that came the least late: nobody else knows when the file began.
    const earliestMs = Math.min(...waitsMs);
    return waitsMs.map((waitMs) => waitMs - earliestMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Shares of one core, in percent, of each second. */
export interface IdleShares {
  /** A quiet microphone, to the voice detector and no further, with what drives it. */
  readonly listening: readonly number[];
  /** What drives it, alone. */
  readonly driving: readonly number[];
}

export async function measureIdle(runMs: number, signal: AbortSignal): Promise<IdleShares> {
  await using detectors = await loadVoiceDetectors({ kind: 'energy', log: silentLogger });
  const source = createPageSource({ channel: 'me', device: 'bench', clock: systemClock });
  const hearing = (async () => {
    const events = segmentSpeech(
      source.frames(signal),
      {
        voiceDetector: detectors.create(),
        control: createSegmenterControl(),
        clock: systemClock,
        log: silentLogger,
        nextTurnId: () => 'turn',
        hangoverMs: createEndpointPolicy(defaultSettings.turn).hangoverMs,
        onPauseResumed: () => undefined,
      },
      signal,
    );
    for await (const _event of events);
  })();
  const samples = Int16Array.from({ length: FRAME_SAMPLES }, () => Math.round((Math.random() - 0.5) * 20));
  const listening = await drive(
    (startSamples) => source.push({ channel: 'me', startSamples, samples }),
    runMs,
    signal,
  );
  source.end();
  await hearing;
  return { listening, driving: await drive(() => undefined, runMs, signal) };
}

async function drive(
  push: (startSamples: number) => void,
  runMs: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const shares: number[] = [];
  let usedBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  for (let index = 0; index < runMs / FRAME_MS; index += 1) {
    await sleep(Math.max(0, startedAtMs + index * FRAME_MS - performance.now()), undefined, { signal });
    push(index * FRAME_SAMPLES);
    if (((index + 1) * FRAME_MS) % 1_000 !== 0) continue;
    const { user, system } = process.cpuUsage(usedBefore);
    shares.push((user + system) / 10_000);
    usedBefore = process.cpuUsage();
  }
  return shares;
}
