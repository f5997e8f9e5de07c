import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { encodeWav } from '../../engine/transcription/recognizers/base/wav-file.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import {
  missingSoundTools,
  type SoundServer,
  startSoundServer,
  unlessStarved,
} from '../fakes/sound-server.ts';
import { readSamples, sampleNamed } from '../fakes/spoken-samples.ts';
import { buildPages, hasChromium, launchAudibleChromium, launchChromium } from './browser.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf, makeDataFolder } from './run-cli.ts';

/** Both sides of a call at once, from real devices to the transcript. */

const PER_MS_SAMPLES = 16;
/** Of a turn's start after the first one on its channel, against the reference. */
const TIME_TOLERANCE_MS = 400;

interface Line {
  readonly name: string;
  readonly atMs: number;
}

/** The user's first words overlap the other side's. */
const CALL: Readonly<Record<Channel, readonly Line[]>> = {
  me: [
    { name: 'could-you-explain-database-indexing', atMs: 1_500 },
    { name: 'the-meeting-is-about-the-new-feature', atMs: 7_000 },
  ],
  them: [
    { name: 'do-you-have-any-questions-for-us', atMs: 1_000 },
    { name: 'how-would-you-design-a-rate-limiter', atMs: 11_000 },
  ],
};

const missing = await missingSoundTools(['pulseaudio', 'pactl', 'paplay', 'parec', 'sox']);
if (missing !== undefined)
  console.warn(`Two channels are NOT tested against a sound server: ${missing} is missing.`);

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(missing !== undefined)('through the recorders', () => {
  test('both sides are heard at once, each with its words and times', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'recorder', them: 'monitor' });
      await Promise.all([
        server.play(layOut(folder, 'me'), 'microphone'),
        server.play(layOut(folder, 'them'), 'loudspeaker'),
      ]);
      await until(() => heardOn(run, 'me').length >= 2 && heardOn(run, 'them').length >= 2);
      expectCall(run);
      expect(eventsOf(run.events, 'sound.lost')).toEqual([]);
    }));

  test('while the engine stands still for 2 s, at most 1 s is lost, and every lost moment is reported', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'none', them: 'monitor' });
      const playing = server.play(layOut(folder, 'them'));
      playing.catch(() => undefined);
      await sleep(1_500);
      standStill(2_000);
      await playing;
      await until(() => heardOn(run, 'them').length >= 2);
      expectCall(run, ['them']);
      const lostMs = eventsOf(run.events, 'sound.lost').reduce((total, event) => total + event.lostMs, 0);
      expect(lostMs).toBeLessThanOrEqual(1_000);
      if (lostFrames(run).some((count) => count > 0)) expect(lostMs).toBeGreaterThan(0);
    }));

  test('a loudspeaker that is unplugged never makes the microphone the other side, and its side continues', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'recorder', them: 'monitor' });
      await until(() => measuredOf(run, 'them')?.device === 'Monitor of loudspeaker');
      await server.unplug();
      await until(() => measuredOf(run, 'them')?.device === 'Monitor of headset');
      await server.play(layOut(folder, 'me'), 'microphone');
      await until(() => heardOn(run, 'me').length >= 2);
      expect(heardOn(run, 'them')).toEqual([]);
      await server.plugIn();
      await until(() => isHeard(run, 'them') && measuredOf(run, 'them')?.device === 'Monitor of loudspeaker');
      await server.play(layOut(folder, 'them'));
      await until(() => heardOn(run, 'them').length >= 2);
      expectCall(run);
      expect(eventsOf(run.events, 'sound.lost').map(({ channel }) => channel)).toContain('them');
    }));

  test('the other side is followed to the loudspeaker that the user chooses', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'none', them: 'monitor' });
      await until(() => measuredOf(run, 'them')?.device?.startsWith('Monitor of') === true);
      await server.setLoudspeaker('headset');
      await until(() => measuredOf(run, 'them')?.device === 'Monitor of headset');
      await server.play(layOut(folder, 'them'), 'headset');
      await until(() => heardOn(run, 'them').length >= 2);
      expectCall(run, ['them']);
    }));

  test('a sound server that is killed is waited for, and what was missed is reported', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'none', them: 'monitor' });
      await server.crash();
      await until(() => measuredOf(run, 'them')?.state === 'lost');
      await server.comeBack();
      await until(() => isHeard(run, 'them') && measuredOf(run, 'them')?.state !== 'lost');
      await server.play(layOut(folder, 'them'));
      await until(() => heardOn(run, 'them').length >= 2);
      expectCall(run, ['them']);
      expect(eventsOf(run.events, 'sound.lost').length).toBeGreaterThan(0);
    }));

  test('a microphone that is unplugged is said to be gone, and the other side is not taken for it', () =>
    withSound(async (server, folder) => {
      await using run = await listenWith(server.environment, { microphone: 'recorder', them: 'monitor' });
      await until(() => measuredOf(run, 'me')?.device === 'Microphone');
      await server.unplugMicrophone();
      await server.play(layOut(folder, 'them'));
      await until(() => heardOn(run, 'them').length >= 2);
      await until(() => eventsOf(run.events, 'failed').some(({ code }) => code === 'microphone-missing'));
      expect(heardOn(run, 'me')).toEqual([]);
      expectCall(run, ['them']);
    }));
});

describe.skipIf(missing !== undefined || !hasChromium)('the sound settings before a call', () => {
  test('the levels of both sides move while nothing is listened to, and follow a change of device', () =>
    withSound(async (server, folder) => {
      await using pages = await buildPages();
      const audio = { microphone: 'recorder', them: 'monitor' } as const;
      await using run = await startWith(server.environment, audio, pages.directory);
      await using browser = await launchChromium();
      const page = await browser.newPage();
      await page.goto(run.engine.server?.settingsUrl() ?? '');
      await page.getByRole('navigation').getByRole('button', { name: 'Audio', exact: true }).click();
      await page.getByRole('button', { name: 'Show the levels' }).click();
      await page.getByText('Checking the sound').waitFor();
      const sound = page.getByRole('region', { name: 'Sound' });
      await sound.getByText('Monitor of loudspeaker').waitFor();
      const louderThan = async (speaker: string, levelDbfs: number): Promise<void> => {
        const meter = page.getByRole('meter', { name: `Level of ${speaker}` });
        const level = async (): Promise<number> => Number(await meter.getAttribute('aria-valuenow'));
        await expect.poll(level).toBeGreaterThan(levelDbfs);
      };
      const playing = [server.play(layOut(folder, 'me'), 'microphone'), server.play(layOut(folder, 'them'))];
      await Promise.all([louderThan('You', -40), louderThan('Them', -40), ...playing]);
      await server.setLoudspeaker('headset');
      await sound.getByText('Monitor of headset').waitFor();
      await Promise.all([louderThan('Them', -40), server.play(layOut(folder, 'them'), 'headset')]);
      await page.getByRole('button', { name: 'Hide the levels' }).click();
      await page.getByText('Not listening').first().waitFor();
      const heard = ['speech.started', 'transcript.completed'] as const;
      expect(heard.flatMap((type) => eventsOf(run.events, type))).toEqual([]);
    }));

  test('a tone that the page plays is heard back from the loudspeaker, and the dead half is named', async () => {
    await using pages = await buildPages();
    await using server = await startSoundServer({ hasMicrophone: true });
    await using run = await listenWith(
      server.environment,
      { microphone: 'recorder', them: 'monitor' },
      pages.directory,
    );
    await using browser = await launchAudibleChromium();
    const page = await browser.newPage();
    await page.goto(run.engine.server?.settingsUrl() ?? '');
    await page.getByRole('navigation').getByRole('button', { name: 'Audio', exact: true }).click();
    await page.getByRole('button', { name: 'Test the sound' }).click();
    await page.getByText('hears the tone. All is well.').waitFor();
    const result = eventsOf(run.events, 'sound-test.changed').at(-1)?.channels;
    expect(result).toMatchObject([
      { channel: 'me', outcome: expect.stringMatching(/^(?:silent|no-tone)$/) },
      { channel: 'them', outcome: 'heard' },
    ]);
  });
});

describe.skipIf(missing !== undefined)('a call program that holds the microphone', () => {
  test('is asked about; listening ends once it has let go and all is quiet', async () => {
    await using pages = await buildPages();
    await using server = await startSoundServer({ hasMicrophone: true });
    for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
    await using run = await startEngineInTest({
      ollamaUrl: ollama.url,
      settings: { audio: { microphone: 'recorder', microphoneDevice: 'pulse', noticeCalls: true } },
      staticDirectory: pages.directory,
    });
    await run.engine.execute({ type: 'give-consent' });
    const callState = () =>
      eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === 'call')?.state;
    await until(() => callState()?.status === 'ready');
    const hangUp = await server.joinCall('ZOOM VoiceEngine');
    await until(() => callState()?.code === 'call-noticed');
    expect(callState()?.reason).toContain('ZOOM VoiceEngine');
    expect(eventsOf(run.events, 'capture.changed')).toEqual([]);
    await run.engine.execute({ type: 'start-capture' });
    await until(() => callState()?.status === 'ready' && isHeard(run, 'me'));
    hangUp();
    await until(() => eventsOf(run.events, 'capture.changed').at(-1)?.isCapturing === false);
    // Its own recorder, which still held the microphone, was not taken for a call.
    expect(callState()).toMatchObject({ status: 'ready', reason: 'No call detected' });
  });
});

describe.skipIf(!hasChromium)('through the page', () => {
  test('a microphone and the sound of a tab are heard at once, each with its words and times', async () => {
    await using pages = await buildPages();
    using folder = makeDataFolder();
    await using browser = await launchAudibleChromium(
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${layOut(folder.path, 'me')}%noloop`,
      '--auto-select-tab-capture-source-by-title=The call',
      '--autoplay-policy=no-user-gesture-required',
    );
    await using run = await startWith({}, { microphone: 'page', them: 'page' }, pages.directory);
    const context = await browser.newContext({ permissions: ['microphone'] });
    const call = await context.newPage();
    const sound = readFileSync(layOut(folder.path, 'them')).toString('base64');
    await call.setContent(`<title>The call</title><audio src="data:audio/wav;base64,${sound}"></audio>`);
    const page = await context.newPage();
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await page.getByRole('button', { name: 'Start listening' }).first().click();
    await until(() => isHeard(run, 'me') && isHeard(run, 'them'));
    await call.evaluate('document.querySelector("audio").play()');
    await until(() => heardOn(run, 'me').length >= 2 && heardOn(run, 'them').length >= 2);
    expectCall(run);
    await page.getByRole('button', { name: 'Stop listening' }).click();
  });

  test('a page that is reloaded mid-call continues, and what it missed is marked in the transcript', async () => {
    await using pages = await buildPages();
    using folder = makeDataFolder();
    await using browser = await launchChromium(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${layOut(folder.path, 'me')}`,
    );
    await using run = await listenWith({}, { microphone: 'page', them: 'none' }, pages.directory);
    const page = await browser.newPage();
    await page.goto(run.engine.server?.hudUrl() ?? '');
    await until(() => heardOn(run, 'me').length > 0);
    // As on a slow disk: on a fast one next to nothing is missed, and nothing is to be said.
    await page.route(/\.js$/, async (route) => {
      await sleep(300);
      await route.continue();
    });
    await page.reload();
    await until(() => eventsOf(run.events, 'sound.lost').length > 0);
    const [lost] = eventsOf(run.events, 'sound.lost');
    console.info(`A reload of the page lost ${lost?.lostMs} ms of sound.`);
    await page
      .getByText(/s of sound lost/)
      .first()
      .waitFor();
    const before = heardOn(run, 'me').length;
    await until(() => heardOn(run, 'me').length > before);
    const frames = lostFrames(run);
    standStill(2_000);
    await sleep(1_000);
    expect(lostFrames(run)).toEqual(frames);
  });
});

interface ChosenSound {
  readonly microphone: 'recorder' | 'page' | 'none';
  readonly them: 'monitor' | 'page' | 'none';
}

/** Starts the engine with consent and its channels open, each with sound. */
async function listenWith(
  environment: Readonly<Record<string, string>>,
  audio: ChosenSound,
  staticDirectory?: string,
): Promise<EngineInTest> {
  const run = await startWith(environment, audio, staticDirectory);
  await run.engine.execute({ type: 'start-capture' });
  const channels = (['me', 'them'] as const).filter((channel) =>
    channel === 'me' ? audio.microphone === 'recorder' : audio.them === 'monitor',
  );
  await until(() => channels.every((channel) => isHeard(run, channel)));
  return run;
}

/** Starts the engine with consent; nothing is listened to. */
async function startWith(
  environment: Readonly<Record<string, string>>,
  audio: ChosenSound,
  staticDirectory?: string,
): Promise<EngineInTest> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }] });
  const run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { audio: { ...audio, microphoneDevice: audio.microphone === 'recorder' ? 'pulse' : '' } },
    ...(staticDirectory !== undefined && { staticDirectory }),
  });
  await run.engine.execute({ type: 'give-consent' });
  return {
    ...run,
    [Symbol.asyncDispose]: async () => {
      await run[Symbol.asyncDispose]();
      await ollama[Symbol.asyncDispose]();
    },
  };
}

function isHeard({ events }: EngineInTest, channel: Channel): boolean {
  const newest = eventsOf(events, 'channel.measured').findLast((event) => event.channel === channel);
  return newest !== undefined && newest.state !== 'starting' && newest.lastFrameAgeMs < 500;
}

/** Plays again, to a new engine, where the machine was too busy to play without a break. */
function withSound(play: (server: SoundServer, folder: string) => Promise<void>): Promise<void> {
  return unlessStarved(async () => {
    await using server = await startSoundServer({ hasMicrophone: true });
    using folder = makeDataFolder();
    await play(server, folder.path);
  });
}

function measuredOf({ events }: EngineInTest, channel: Channel) {
  return eventsOf(events, 'channel.measured').findLast((event) => event.channel === channel);
}

/** A WAV file with the channel's lines at their times. */
function layOut(folder: string, channel: Channel): string {
  const lines = CALL[channel];
  const samples = new Int16Array((lines.at(-1)?.atMs ?? 0) * PER_MS_SAMPLES + 6 * 16_000);
  for (const { name, atMs } of lines) samples.set(readSamples(sampleNamed(name)), atMs * PER_MS_SAMPLES);
  const file = path.join(folder, `${channel}.wav`);
  writeFileSync(file, encodeWav(samples));
  return file;
}

type Heard = Extract<EngineEvent, { type: 'transcript.completed' }>;

function heardOn({ events }: EngineInTest, channel: Channel): readonly Heard[] {
  return eventsOf(events, 'transcript.completed').filter((event) => event.channel === channel);
}

function expectCall(run: EngineInTest, channels: readonly Channel[] = ['me', 'them']): void {
  for (const channel of channels) {
    const heard = heardOn(run, channel);
    const said = CALL[channel].map(({ name, atMs }) => {
      const { text, startMs } = sampleNamed(name);
      return { text, startMs: atMs + startMs };
    });
    expect(heard.map(({ text }) => text)).toEqual(said.map(({ text }) => text));
    heard.forEach(({ startMs }, index) => {
      const afterFirstMs = startMs - (heard[0]?.startMs ?? 0);
      const expectedMs = (said[index]?.startMs ?? 0) - (said[0]?.startMs ?? 0);
      expect(Math.abs(afterFirstMs - expectedMs)).toBeLessThan(TIME_TOLERANCE_MS);
    });
  }
}

function lostFrames({ events }: EngineInTest): readonly number[] {
  const newest = (channel: Channel) =>
    eventsOf(events, 'channel.measured').findLast((event) => event.channel === channel);
  return (['me', 'them'] as const).flatMap((channel) => newest(channel)?.droppedFrameCount ?? []);
}

/** Keeps this thread, on which the engine runs, from doing anything else. */
function standStill(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  while (performance.now() < untilMs);
}

async function until(fits: () => boolean): Promise<void> {
  await expect.poll(fits).toBe(true);
}
