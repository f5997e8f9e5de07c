import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { canRecordOutput, openMonitorSource } from '../../engine/capture/monitor-source.ts';
import { openRecorderSource } from '../../engine/capture/recorder-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { bestCorrelation, envelope } from '../fakes/sound-envelope.ts';
import {
  missingSoundTools,
  type SoundServer,
  startSoundServer,
  unlessStarved,
} from '../fakes/sound-server.ts';

const SPOKEN = fileURLToPath(
  new URL('../fixtures/samples/can-you-tell-me-about-yourself--en-us-m2-163.wav', import.meta.url),
);
const FRAME_SAMPLES = 320;
const RATE_HZ = 16_000;

const missing = await missingSoundTools(['pulseaudio', 'pactl', 'paplay', 'parec', 'sox']);
if (missing !== undefined)
  console.warn(`Recorders are NOT tested against a sound server: ${missing} is missing.`);

/** The recorder's default device is made PulseAudio's, which hears what the loudspeaker plays. */
const SOURCES: readonly (readonly [string, () => CaptureSource])[] = [
  [
    'recorder',
    () => openRecorderSource({ channel: 'them', device: 'pulse', clock: systemClock, log: silentLogger }),
  ],
  ['monitor', () => openMonitorSource({ clock: systemClock, log: silentLogger })],
];

describe.skipIf(missing !== undefined)('on a real sound server', () => {
  let server: SoundServer;
  beforeAll(async () => {
    server = await startSoundServer();
    for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server[Symbol.asyncDispose]();
  });

  test('a machine with a sound server can record what it plays, one without cannot', async () => {
    expect(await canRecordOutput()).toBe(true);
    vi.stubEnv('PULSE_SERVER', 'unix:/nowhere');
    expect(await canRecordOutput()).toBe(false);
    vi.stubEnv('PULSE_SERVER', server.environment['PULSE_SERVER']);
  });

  test.each(SOURCES)(
    'the %s hears what is played, without a gap, and stops when it is told to',
    (_name, open) =>
      unlessStarved(async () => {
        const { samples: played } = await readSound(SPOKEN);
        const controller = new AbortController();
        const enough = new Error('heard enough');
        const heard: number[] = [];
        let playing: Promise<void> | undefined;
        let stopAtSamples = Number.POSITIVE_INFINITY;
        const listening = (async () => {
          for await (const frame of open().frames(controller.signal)) {
            expect(frame.startSamples).toBe(heard.length);
            heard.push(...frame.samples);
            // Sound comes: now the device is open for certain.
            playing ??= server.play(SPOKEN).finally(() => (stopAtSamples = heard.length + RATE_HZ / 2));
            playing.catch(() => undefined);
            if (heard.length >= stopAtSamples) controller.abort(enough);
          }
        })();
        await expect(listening).rejects.toBe(enough);
        await playing;
        expect(bestCorrelation(envelope(Int16Array.from(heard)), envelope(played))).toBeGreaterThan(0.9);
      }),
  );
});

test.skipIf(missing !== undefined)(
  'a loudspeaker that is unplugged and plugged in again is heard again, after a gap in the positions',
  () =>
    unlessStarved(async () => {
      await using server = await startSoundServer();
      for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
      const controller = new AbortController();
      const enough = new Error('heard enough');
      const { samples: played } = await readSound(SPOKEN);
      const after: number[] = [];
      let endSamples = 0;
      let gapSamples = 0;
      let unplugged: Promise<void> | undefined;
      const listening = (async () => {
        const source = openMonitorSource({ clock: systemClock, log: silentLogger });
        for await (const frame of source.frames(controller.signal)) {
          gapSamples = Math.max(gapSamples, frame.startSamples - endSamples);
          endSamples = frame.startSamples + frame.samples.length;
          if (endSamples > RATE_HZ / 2) unplugged ??= server.unplug().then(() => server.plugIn());
          if (gapSamples < FRAME_SAMPLES) continue;
          if (after.length === 0)
            server.play(SPOKEN).then(
              () => controller.abort(enough),
              (starved: unknown) => controller.abort(starved),
            );
          after.push(...frame.samples);
        }
      })();
      try {
        await listening.catch((reason: unknown) => {
          if (reason !== enough) throw reason;
        });
        await unplugged;
        expect(gapSamples).toBeGreaterThan(FRAME_SAMPLES);
        expect(
          bestCorrelation(envelope(Int16Array.from(after)), envelope(played).slice(0, 50)),
        ).toBeGreaterThan(0.8);
      } finally {
        controller.abort(enough);
        vi.unstubAllEnvs();
      }
    }),
);

test.skipIf(missing !== undefined).each(SOURCES)(
  'the %s names a sound server that is not there, with what to do, and hears it once it has started',
  async (_name, open) => {
    await using server = await startSoundServer();
    for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    await server.crash();
    const source = open();
    const closing = new AbortController();
    const frames = source.frames(closing.signal);
    const first = frames.next();
    await expect.poll(() => source.awayFor).toBeDefined();
    expect(source.awayFor).toMatchObject({
      code: expect.stringMatching(/microphone-missing|recorder-failed/),
      message: expect.stringMatching(
        /^(?:The system sound cannot be recorded|No microphone could be opened)\.$/,
      ),
      remedy: expect.stringMatching(/\S/),
    });
    await server.comeBack();
    const { value: frame } = await first;
    expect(frame?.startSamples).toBeGreaterThan(0);
    expect(source.awayFor).toBeUndefined();
    closing.abort();
    await frames.return();
  },
);
