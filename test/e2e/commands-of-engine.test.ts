import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { encodeAudioFrame } from '../../engine/protocol/audio-frame.ts';
import type { Role } from '../../engine/protocol/commands.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { OutsideQuestion } from '../../engine/protocol/outside-question.ts';
import { startDownloadServer } from '../fakes/download-server.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

const FRAME_SAMPLES = 320;
const TOY_CHAT = path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-chat.gguf');

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'sotto-commands-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const start = (
  ollamaUrl: string,
  more: Partial<Parameters<typeof startEngineInTest>[0]> = {},
): Promise<EngineInTest> => startEngineInTest({ ollamaUrl, staticDirectory: scratch, ...more });

function connectTo({ engine }: EngineInTest, role: Role): Promise<ProtocolClient> {
  const { port = 0, mintToken } = engine.server ?? {};
  return connectClient({ port, token: mintToken?.(role) ?? '' });
}

const last = <Type extends EngineEvent['type']>(run: EngineInTest, type: Type) =>
  eventsOf(run.events, type).at(-1);

/** A capturing page that speaks a recorded question, and a second of silence after it. */
async function speak(page: ProtocolClient): Promise<void> {
  await page.command({ type: 'report-capture', channel: 'me', status: 'open', device: 'Test' });
  const { samples } = await readSound(fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav'));
  const padded = new Int16Array(samples.length + 24_000);
  padded.set(Int16Array.from(samples), 8_000);
  for (let index = 0; index + FRAME_SAMPLES <= padded.length; index += FRAME_SAMPLES) {
    page.socket.send(
      encodeAudioFrame({
        channel: 'me',
        startSamples: index,
        samples: padded.subarray(index, index + FRAME_SAMPLES),
      }),
    );
  }
}

test('a page is heard while listening is on, and neither after a pause, a stop nor a withdrawn consent', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await start(ollama.url);
  await using terminal = await connectTo(run, 'cli');
  await using page = await connectTo(run, 'capture');
  const turnCount = (): number => eventsOf(run.events, 'speech.started').length;
  const capture = () => {
    const { isCapturing, isPaused } = last(run, 'capture.changed') ?? {};
    return { isCapturing, isPaused };
  };
  /** What is said now must reach nobody; the next thing that is heard proves that it had the time to. */
  const speakUnheard = async (): Promise<void> => {
    const before = turnCount();
    await speak(page);
    await page.command({ type: 'report-capture', channel: 'me', status: 'muted', device: 'Test' });
    expect(turnCount()).toBe(before);
  };
  const speakHeard = async (): Promise<void> => {
    const before = eventsOf(run.events, 'transcript.completed').length;
    const turnsBefore = turnCount();
    await speak(page);
    await expect.poll(() => eventsOf(run.events, 'transcript.completed').length).toBe(before + 1);
    // Nothing of what was said in between came through.
    expect(turnCount()).toBe(turnsBefore + 1);
  };

  expect(await terminal.command({ type: 'start-capture' })).toMatchObject({ code: 'consent-missing' });
  await speakUnheard();
  await terminal.command({ type: 'give-consent' });
  await terminal.command({ type: 'start-capture' });
  expect(capture()).toEqual({ isCapturing: true, isPaused: false });
  await speakHeard();

  await terminal.command({ type: 'pause', isPaused: true });
  expect(capture()).toEqual({ isCapturing: false, isPaused: true });
  await speakUnheard();
  await terminal.command({ type: 'pause', isPaused: false });
  expect(capture()).toEqual({ isCapturing: true, isPaused: false });
  await speakHeard();

  await terminal.command({ type: 'stop-capture' });
  expect(capture()).toEqual({ isCapturing: false, isPaused: false });
  await speakUnheard();
  await terminal.command({ type: 'start-capture' });
  await speakHeard();

  await terminal.command({ type: 'withdraw-consent' });
  expect(capture()).toEqual({ isCapturing: false, isPaused: false });
  expect(run.engine.settings().privacy.consentAtMs).toBeNull();
  await speakUnheard();
  expect(await terminal.command({ type: 'pause', isPaused: false })).toMatchObject({
    code: 'consent-missing',
  });
  await speakUnheard();
});

test('a question is asked again past the cache, and a turn that was passed over is asked after all', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await start(ollama.url);
  const completed = () => eventsOf(run.events, 'answer.completed');
  await run.engine.execute({ type: 'ask', text: 'What is TCP?' });
  await run.engine.answered();
  const { turnId = '' } = completed()[0] ?? {};
  await run.engine.execute({ type: 'ask', text: 'What is TCP?' });
  await run.engine.answered();
  expect(completed().map(({ path: answerPath }) => answerPath)).toEqual(['live', 'cached']);
  await run.engine.execute({ type: 'regenerate', turnId });
  await run.engine.answered();
  expect(completed()[2]).toMatchObject({ turnId, path: 'live', status: 'complete' });
  await expect(run.engine.execute({ type: 'regenerate', turnId: 'zzz' })).rejects.toMatchObject({
    code: 'bad-argument',
  });

  const source = await openFileSource({
    path: fixturePath('samples/we-use-react-and-typescript--en-us-grandma-143.wav'),
    channel: 'them',
    isFast: true,
    clock: systemClock,
  });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  const passed = last(run, 'question.passed')?.turnId ?? '';
  expect(completed()).toHaveLength(3);
  await run.engine.execute({ type: 'ask-turn', turnId: passed });
  await run.engine.answered();
  expect(completed()[3]).toMatchObject({ turnId: passed, status: 'complete' });
  expect(last(run, 'feedback.recorded')).toMatchObject({ turnId: passed, verdict: 'missed' });
});

test('a pulled model answers next, and one that the server does not have changes nothing', async () => {
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: toyAnswers,
    pullable: ['new:1b'],
  });
  await using run = await start(ollama.url);
  await run.engine.execute({ type: 'pull-model', name: 'missing:1b' });
  await expect.poll(() => last(run, 'download.progressed')?.status).toBe('failed');
  expect(run.engine.settings().model.name).toBe('');
  await run.engine.execute({ type: 'pull-model', name: 'new:1b' });
  await expect.poll(() => run.engine.settings().model.name).toBe('new:1b');
  expect(last(run, 'download.progressed')).toMatchObject({
    kind: 'ollama',
    name: 'new:1b',
    status: 'completed',
  });
  await expect.poll(() => last(run, 'models.listed')?.selected).toBe('new:1b');
});

test('a model file is downloaded, cancelled, gone on with and deleted', async () => {
  const content = readFileSync(TOY_CHAT);
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using files = await startDownloadServer(content);
  const assetsDirectory = path.join(scratch, 'assets');
  cpSync(path.join(PROJECT_ROOT, 'assets'), assetsDirectory, { recursive: true });
  writeFileSync(path.join(assetsDirectory, 'models.json'), manifestOf(files.url('toy.gguf'), content));
  await using run = await start(ollama.url, { assetsDirectory });
  const target = path.join(run.dataDir, 'models', 'chat', 'toy.gguf');
  const progress = () => last(run, 'download.progressed');
  const fetchIt = (): Promise<void> =>
    run.engine.execute({ type: 'download-model-file', kind: 'chat', name: 'toy-download' });

  await expect(
    run.engine.execute({ type: 'download-model-file', kind: 'chat', name: 'zzz' }),
  ).rejects.toMatchObject({ code: 'model-missing' });
  files.script.push({ kind: 'stall', afterBytes: 1_000_000 });
  await fetchIt();
  await expect.poll(() => progress()?.receivedBytes ?? 0).toBeGreaterThan(0);
  await run.engine.execute({ type: 'cancel-download', name: 'toy-download' });
  await expect.poll(() => progress()?.status).toBe('cancelled');
  expect(existsSync(target)).toBe(false);

  await fetchIt();
  await expect.poll(() => run.engine.settings().model.embeddedModel).toBe('toy-download');
  expect(files.requests.at(-1)?.range).toMatch(/^bytes=[1-9]/);
  expect(readFileSync(target).equals(content)).toBe(true);
  await run.engine.execute({ type: 'list-models' });
  const isListed = (): boolean | undefined =>
    last(run, 'model-files.listed')?.files.find(({ name }) => name === 'toy-download')?.isPresent;
  expect(isListed()).toBe(true);
  await run.engine.execute({ type: 'delete-model-file', kind: 'chat', name: 'toy-download' });
  expect([existsSync(target), isListed()]).toEqual([false, false]);
});

test('a page imports a model only once the user has confirmed it elsewhere, and names no program', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  const questions: OutsideQuestion[] = [];
  let isAllowed = false;
  await using run = await start(ollama.url, {
    confirm: (question) => {
      questions.push(question);
      return Promise.resolve(isAllowed);
    },
  });
  await using panel = await connectTo(run, 'settings');
  const importIt = () => panel.command({ type: 'import-model-file', kind: 'chat', path: TOY_CHAT });
  const runIt = (program: string) =>
    panel.command({ type: 'change-settings', patch: { speech: { command: [program] } } });
  const kept = path.join(run.dataDir, 'models', 'chat', 'toy-chat.gguf');

  expect(await importIt()).toMatchObject({ kind: 'refused', code: 'forbidden' });
  expect(await runIt('/bin/evil')).toMatchObject({ kind: 'refused', code: 'forbidden' });
  for (const patch of [{ speech: { model: '/etc/passwd' } }, { model: { embeddedModel: '../x.gguf' } }]) {
    expect(await panel.command({ type: 'change-settings', patch })).toMatchObject({ code: 'forbidden' });
  }
  expect([existsSync(kept), run.engine.settings().speech.command, questions.length]).toEqual([false, [], 4]);

  isAllowed = true;
  expect(await importIt()).toMatchObject({ kind: 'accepted' });
  expect(await runIt('/bin/false')).toMatchObject({ kind: 'accepted' });
  expect(existsSync(kept)).toBe(true);
  expect(run.engine.settings().model.embeddedModel).toBe('toy-chat.gguf');
  expect(run.engine.settings().speech.command).toEqual(['/bin/false']);
  expect(questions.at(-1)).toEqual({ kind: 'run-program', subject: '["/bin/false"]' });
  isAllowed = false;
  const { model } = run.engine.settings();
  expect(
    await panel.command({
      type: 'change-settings',
      patch: { model: { embeddedModel: model.embeddedModel, name: 'other' }, answer: { bulletCount: 3 } },
    }),
  ).toMatchObject({ kind: 'accepted' });
  expect(
    await panel.command({ type: 'delete-model-file', kind: 'chat', name: 'toy-chat.gguf' }),
  ).toMatchObject({ kind: 'accepted' });
  expect(existsSync(kept)).toBe(false);
  expect(existsSync(TOY_CHAT)).toBe(true);
});

test('a stopped demo is silent at once and gives the settings back', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await start(ollama.url);
  const before = run.engine.settings();
  await run.engine.execute({ type: 'play-demo' });
  expect(last(run, 'capture.changed')).toMatchObject({ isCapturing: true, isDemo: true });
  await expect.poll(() => last(run, 'speech.started')?.channel).toBe('them');
  await run.engine.execute({ type: 'stop-demo' });
  expect(last(run, 'capture.changed')).toMatchObject({ isCapturing: false, channels: [] });
  await expect.poll(() => run.engine.settings()).toEqual(before);
});

test('what pages and the shell report becomes state and figures', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await start(ollama.url);
  const stateOf = (component: string) =>
    eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === component)?.state;
  await run.engine.execute({ type: 'report-capture', channel: 'them', status: 'denied', device: 'x' });
  expect(stateOf('them')).toMatchObject({ status: 'failed', action: { kind: 'start-capture' } });
  await run.engine.execute({ type: 'report-push-to-talk', isRegistered: false, detail: 'F9 is taken' });
  expect(stateOf('push-to-talk')).toMatchObject({ status: 'degraded', reason: 'F9 is taken' });
  await run.engine.execute({ type: 'report-painted', turnId: 't', sinceEventMs: 7 });
  await expect.poll(() => JSON.stringify(last(run, 'metrics.measured')?.latencies ?? {})).toMatch(/paint/i);
  for (const component of ['model', 'speech', 'history'] as const) {
    await run.engine.execute({ type: 'retry', component });
    // On a busy machine speech works and says that it is slow.
    await expect.poll(() => stateOf(component)?.status ?? 'ready').toMatch(/ready|degraded/);
  }
  await expect(run.engine.execute({ type: 'retry', component: 'settings' })).rejects.toMatchObject({
    code: 'bad-argument',
  });
});

function manifestOf(url: string, content: Buffer): string {
  const model = {
    kind: 'chat',
    name: 'toy-download',
    description: 'A toy.',
    languages: ['*'],
    licence: 'MIT',
    memoryBytes: 1_000_000,
    coreCount: 1,
    source: 'made for this test',
    files: [
      {
        name: 'toy.gguf',
        url,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    ],
  };
  return JSON.stringify({ version: 1, models: [model] });
}
