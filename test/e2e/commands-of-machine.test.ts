import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { encodeAudioFrame } from '../../engine/protocol/audio-frame.ts';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { TEST_TONE_HZ } from '../../engine/protocol/sound-test.ts';
import { makeWav } from '../engine/capture/make-wav.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { readSamples, sampleNamed } from '../fakes/spoken-samples.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { toySpeakerModel } from '../fakes/toy-speaker-model.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

const RATE_HZ = 16_000;
const FRAME_SAMPLES = 320;
const PAGE_AUDIO = { microphone: 'page', them: 'page' } as const;

const startOllama = (port = 0) =>
  startFakeOllama({ port, models: [{ name: 'toy:1b' }], answers: toyAnswers });

const last = <Type extends EngineEvent['type']>(run: EngineInTest, type: Type) =>
  eventsOf(run.events, type).at(-1);

/** A page that captures both sides. */
async function openPage({ engine }: EngineInTest): Promise<ProtocolClient> {
  const { port = 0, mintToken } = engine.server ?? {};
  const page = await connectClient({ port, token: mintToken?.('capture') ?? '' });
  for (const channel of ['me', 'them'] as const) {
    await page.command({ type: 'report-capture', channel, status: 'open', device: `Device of ${channel}` });
  }
  return page;
}

/** An engine that hears what a page captures, and the page. */
async function startWithPage() {
  await using parts = new AsyncDisposableStack();
  const ollama = parts.use(await startOllama());
  const run = parts.use(
    await startEngineInTest({
      ollamaUrl: ollama.url,
      staticDirectory: PROJECT_ROOT,
      settings: { audio: PAGE_AUDIO },
    }),
  );
  const page = parts.use(await openPage(run));
  const owned = parts.move();
  return { run, page, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Half a second of a tone. */
function sendTone({ socket }: ProtocolClient, channel: Channel, hz: number): void {
  const tone = Int16Array.from(
    { length: RATE_HZ / 2 },
    (_, index) => 6_000 * Math.sin((2 * Math.PI * hz * index) / RATE_HZ),
  );
  for (let index = 0; index < tone.length; index += FRAME_SAMPLES) {
    const samples = tone.subarray(index, index + FRAME_SAMPLES);
    socket.send(encodeAudioFrame({ channel, startSamples: index, samples }));
  }
}

test('the levels of a sound check are reported until it is stopped, and nothing of it is heard', async () => {
  await using started = await startWithPage();
  const { run, page } = started;
  await expect(run.engine.execute({ type: 'check-levels' })).rejects.toMatchObject({
    code: 'consent-missing',
  });
  await run.engine.execute({ type: 'give-consent' });
  await run.engine.execute({ type: 'check-levels' });
  expect(last(run, 'capture.changed')).toMatchObject({
    isCapturing: true,
    isCheck: true,
    channels: ['me', 'them'],
  });
  sendTone(page, 'me', 300);
  const loudest = (channel: Channel): number =>
    Math.max(
      -Infinity,
      ...eventsOf(run.events, 'channel.measured')
        .filter((event) => event.channel === channel)
        .map(({ levelDbfs }) => levelDbfs),
    );
  await expect.poll(() => loudest('me')).toBeGreaterThan(-40);
  expect(loudest('them')).toBeLessThan(-60);
  await run.engine.execute({ type: 'stop-capture' });
  expect(last(run, 'capture.changed')).toMatchObject({ isCapturing: false, channels: [] });
  expect(eventsOf(run.events, 'speech.started')).toEqual([]);

  await run.engine.execute({ type: 'start-capture' });
  await expect(run.engine.execute({ type: 'check-levels' })).rejects.toMatchObject({ code: 'busy' });
  expect(last(run, 'capture.changed')).toMatchObject({ isCapturing: true });
});

test('a test of the sound says which channel hears the tone, and the call goes on after it', async () => {
  await using started = await startWithPage();
  const { run, page } = started;
  await expect(run.engine.execute({ type: 'test-sound' })).rejects.toMatchObject({ code: 'consent-missing' });
  await run.engine.execute({ type: 'give-consent' });
  await run.engine.execute({ type: 'start-capture' });
  run.engine.hub.subscribe((event) => {
    if (event.type !== 'sound-test.changed' || event.phase !== 'opening') return;
    sendTone(page, 'me', TEST_TONE_HZ);
    sendTone(page, 'them', 300);
  });
  await run.engine.execute({ type: 'test-sound' });
  const tests = eventsOf(run.events, 'sound-test.changed');
  expect(tests.map(({ phase }) => phase)).toEqual(['opening', 'playing', 'done']);
  expect(tests.at(-1)?.channels).toMatchObject([
    { channel: 'me', outcome: 'heard' },
    { channel: 'them', outcome: 'no-tone' },
  ]);
  await expect.poll(() => last(run, 'capture.changed')?.isCapturing).toBe(true);
  expect(last(run, 'capture.changed')?.isCheck).not.toBe(true);
});

test('a measured model stays unchosen; the largest that fits and is here is chosen, unless the user named one', async () => {
  await using ollama = await startFakeOllama({
    models: [
      { name: 'huge:1t', sizeBytes: 1e15 },
      { name: 'fits:1b', sizeBytes: 1e6 },
      { name: 'away:9b', sizeBytes: 2e6, remoteHost: 'https://elsewhere.example' },
    ],
    answers: toyAnswers,
  });
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { model: { backend: 'ollama' } },
  });
  const measured = () => eventsOf(run.events, 'model.measured').map(({ name, status }) => [name, status]);
  await expect(run.engine.execute({ type: 'measure-model', name: 'missing:1b' })).rejects.toMatchObject({
    code: 'model-missing',
  });
  expect(measured()).toEqual([]);
  await run.engine.execute({ type: 'measure-model', name: 'huge:1t' });
  expect(measured()).toEqual([
    ['huge:1t', 'running'],
    ['huge:1t', 'completed'],
  ]);
  expect(last(run, 'model.measured')?.firstTokenMs).toBeGreaterThan(0);
  expect(run.engine.settings().model.name).toBe('');

  await run.engine.execute({ type: 'choose-model' });
  expect(measured().slice(2)).toEqual([
    ['fits:1b', 'running'],
    ['fits:1b', 'completed'],
  ]);
  expect(run.engine.settings().model.name).toBe('fits:1b');
  await expect.poll(() => last(run, 'models.listed')?.selected).toBe('fits:1b');

  await run.engine.execute({ type: 'change-settings', patch: { model: { name: 'huge:1t' } } });
  await run.engine.execute({ type: 'choose-model' });
  expect(measured()).toHaveLength(4);
  expect(run.engine.settings().model.name).toBe('huge:1t');
});

test.skipIf(process.platform !== 'linux')(
  'an Ollama that is installed is started, answers, and is not started twice',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sotto-start-ollama-'));
    const startsFile = path.join(folder, 'starts');
    const starts = (): readonly string[] =>
      existsSync(startsFile) ? readFileSync(startsFile, 'utf8').trim().split('\n') : [];
    onTestFinished(() => {
      for (const processId of starts()) process.kill(Number(processId), 'SIGKILL');
      rmSync(folder, { recursive: true });
      vi.unstubAllEnvs();
    });
    const { port, url, stop } = await freeAddress();
    await stop();
    const fake = path.join(PROJECT_ROOT, 'test', 'fakes', 'ollama-server.ts');
    writeFileSync(
      path.join(folder, 'ollama'),
      `#!/bin/sh\necho $$ >> '${startsFile}'\nexec '${process.execPath}' '${fake}' --port ${port} --load-ms 0\n`,
      { mode: 0o700 },
    );
    await using run = await startEngineInTest({
      ollamaUrl: url,
      settings: { model: { backend: 'ollama' } },
    });
    vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`);
    await run.engine.execute({ type: 'ask', text: 'What is TCP?' });
    await run.engine.answered();
    expect(last(run, 'answer.completed')).toMatchObject({ status: 'failed' });

    await run.engine.execute({ type: 'start-ollama' });
    await run.engine.execute({ type: 'ask', text: 'What is TCP?' });
    await run.engine.answered();
    expect(last(run, 'answer.completed')).toMatchObject({ status: 'complete', path: 'live' });
    await run.engine.execute({ type: 'start-ollama' });
    expect(starts()).toHaveLength(1);
  },
);

/** One that was free a moment ago. */
async function freeAddress() {
  const server = await startOllama();
  return { port: server.port, url: server.url, stop: () => server.stop() };
}

test('a speaker who was heard gets the name that the user gives, and nobody else', async () => {
  await using ollama = await startOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { speech: { speakers: true } },
    prepare: (dataDir) => {
      const models = path.join(dataDir, 'models', 'speaker');
      mkdirSync(models, { recursive: true });
      const thresholds = { cosine_same: '0.75', cosine_other: '0.65' };
      writeFileSync(path.join(models, 'toy.onnx'), toySpeakerModel(thresholds));
      return Promise.resolve();
    },
  });
  const rename = (speakerId: number): Promise<void> =>
    run.engine.execute({ type: 'rename-speaker', speakerId, name: 'Ann' });
  await expect(rename(1)).rejects.toMatchObject({ code: 'bad-argument' });
  // Heard at length for the second time, a voice is known.
  const lines = ['what-is-the-difference-between-a-process', 'our-team-has-twelve-engineers'];
  const sound = lines.flatMap((name) => [...readSamples(sampleNamed(name)), ...new Int16Array(24_000)]);
  const wav = path.join(run.dataDir, 'call.wav');
  writeFileSync(wav, makeWav(sound.map((value) => value / 0x7fff)));
  const source = await openFileSource({ path: wav, channel: 'them', isFast: true, clock: systemClock });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  const recognized = () => eventsOf(run.events, 'speaker.recognized');
  await expect.poll(() => recognized().map(({ speakerId }) => speakerId)).toEqual([1, 1]);

  await expect(rename(2)).rejects.toMatchObject({ code: 'bad-argument' });
  expect(eventsOf(run.events, 'speaker.renamed')).toEqual([]);
  await rename(1);
  expect(eventsOf(run.events, 'speaker.renamed')).toMatchObject([
    { speakerId: 1, name: 'Ann', turnIds: recognized().map(({ turnId }) => turnId) },
  ]);
});
