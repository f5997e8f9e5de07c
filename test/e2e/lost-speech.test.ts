import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startTranscriptionServer } from '../fakes/transcription-server.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { DEMO_SPEECH_MODEL, eventsOf, fixturePath, makeDataFolder, runCli } from './run-cli.ts';

/** Recognizers that open well and then fail on what is said. */

const SAMPLE = fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav');
const WEB_PAGE = { kind: 'body', contentType: 'text/html', body: '<html>Sign in</html>' } as const;

async function hear(run: EngineInTest): Promise<void> {
  const source = await openFileSource({ path: SAMPLE, channel: 'them', isFast: true, clock: systemClock });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true, isAnswering: false }).done;
}

function speechStates(run: EngineInTest) {
  const states = eventsOf(run.events, 'component.changed').map(({ state }) => state);
  return states.filter(({ component }) => component === 'speech');
}

async function choose(run: EngineInTest, speech: NonNullable<SettingsPatch['speech']>): Promise<void> {
  await run.engine.execute({ type: 'change-settings', patch: { speech } });
  await expect.poll(() => speechStates(run).at(-1)).toMatchObject({ status: 'ready' });
  await run.engine.speechReady();
}

test.each([
  { name: '500', answer: { kind: 'status', statusCode: 500 }, words: 'failed (500)' },
  { name: '302', answer: { kind: 'status', statusCode: 302 }, words: 'sends us to another address' },
  { name: 'a web page', answer: WEB_PAGE, words: 'answered with a web page' },
] as const)(
  'a speech server that answers $name is named with what to do, and is degraded until it works again',
  async ({ answer, words }) => {
    await using ollama = await startFakeOllama();
    await using server = await startTranscriptionServer(() => Promise.resolve('What is TCP?'));
    await using run = await startEngineInTest({ ollamaUrl: ollama.url });
    await choose(run, { recognizer: 'openai', serverUrl: server.origin });
    // The pass of the pause and the second try.
    server.script.push(answer, answer);
    await hear(run);
    expect(eventsOf(run.events, 'transcript.dropped')).toMatchObject([{ reason: 'failed' }]);
    expect(eventsOf(run.events, 'failed')).toMatchObject([
      {
        code: 'transcriber-failed',
        message: expect.stringContaining(words) as string,
        remedy: expect.stringMatching(/\w/) as string,
      },
    ]);
    expect(speechStates(run).at(-1)).toMatchObject({
      status: 'degraded',
      reason: expect.stringContaining(words) as string,
      action: { label: 'Try again' },
    });
    await hear(run);
    expect(eventsOf(run.events, 'transcript.completed').map(({ text }) => text)).toEqual(['What is TCP?']);
    expect(speechStates(run).at(-1)).toMatchObject({ status: 'ready' });
  },
);

test('what a speech server could not take is kept, understood when it works again, and says that it is late', async () => {
  await using ollama = await startFakeOllama();
  await using server = await startTranscriptionServer(() => Promise.resolve('What is TCP?'));
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  await choose(run, { recognizer: 'openai', serverUrl: server.origin });
  server.script.push(...Array.from({ length: 4 }, () => ({ kind: 'status', statusCode: 500 }) as const));
  const source = await openFileSource({ path: SAMPLE, channel: 'them', isFast: true, clock: systemClock });
  await run.engine.listenTo([source], { isDemo: false, isPaced: false, isAnswering: false }).done;
  expect(eventsOf(run.events, 'transcript.dropped')).toEqual([]);
  expect(eventsOf(run.events, 'transcript.completed')).toMatchObject([
    { text: 'What is TCP?', isLate: true },
  ]);
  expect(speechStates(run).at(-1)).toMatchObject({ status: 'ready' });
});

test('a transcription that lost a turn ends with exit code 1 and one line that says why', async () => {
  using data = makeDataFolder();
  const speech = { recognizer: 'command', command: ['false', '{wav}'] };
  writeFileSync(path.join(data.path, 'settings.json'), JSON.stringify({ speech }));
  const run = await runCli(['transcribe', SAMPLE], { SOTTO_DATA_DIR: data.path });
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: '' });
  expect(run.stderr.trim().split('\n').at(-1)).toMatch(
    /^The speech command false failed \(exit code 1\)\. Run it by hand/,
  );
});

test('what was understood is printed even when another turn was lost', async () => {
  await using server = await startTranscriptionServer(() => Promise.resolve('Yes, of course.'));
  using data = makeDataFolder();
  const speech = { recognizer: 'openai', serverUrl: server.origin };
  writeFileSync(path.join(data.path, 'settings.json'), JSON.stringify({ speech }));
  const bad = { kind: 'status', statusCode: 500 } as const;
  server.script.push(bad, bad);
  const run = await runCli(['transcribe', fixturePath('call-sales.wav'), '--json'], {
    SOTTO_DATA_DIR: data.path,
  });
  expect(run.code).toBe(1);
  expect((JSON.parse(run.stdout) as { text: string }).text).toContain('Yes, of course.');
  expect(run.stderr).toContain('failed (500)');
});

test('a folder given as the speech command is refused when it is chosen', async () => {
  await using ollama = await startFakeOllama();
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const speech = { recognizer: 'command', command: [path.dirname(SAMPLE), '{wav}'] } as const;
  await run.engine.execute({
    type: 'change-settings',
    patch: { speech: { ...speech, command: [...speech.command] } },
  });
  await expect
    .poll(() => speechStates(run).at(-1))
    .toMatchObject({ status: 'failed', reason: expect.stringContaining('cannot be run') as string });
});

test('a file in which nobody speaks says so', async () => {
  using data = makeDataFolder();
  const run = await runCli(['transcribe', fixturePath('samples/silence-5s.wav')], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
  });
  expect(run).toMatchObject({ code: 0, stdout: '', stderr: 'No speech found.\n' });
});
