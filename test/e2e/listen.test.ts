import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { DEMO_SPEECH_MODEL, eventsOf, fixturePath, makeDataFolder, runCli } from './run-cli.ts';

interface Utterance {
  readonly text: string;
  readonly kind: 'question' | 'statement' | 'backchannel';
}

/** Questions that keep a call going and need no answer. */
const SOCIAL_QUESTIONS = ['Can you hear me?', 'How are you today?'];

test('a played call is heard, its questions are found and answered, and no statement is', async () => {
  const call = 'call-interview';
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: toyAnswers,
    firstTokenMs: 20,
  });
  using data = makeDataFolder();
  const run = await runCli(['listen', '--source', fixturePath(`${call}.wav`), '--fast', '--json'], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
    SOTTO_OLLAMA_URL: ollama.url,
  });
  const events = run.events();
  const { utterances } = JSON.parse(readFileSync(fixturePath(`${call}.json`), 'utf8')) as {
    utterances: readonly Utterance[];
  };
  const questions = utterances.filter(({ kind }) => kind === 'question').map(({ text }) => text);
  const toAnswer = questions.filter((text) => !SOCIAL_QUESTIONS.includes(text));

  const heard = eventsOf(events, 'transcript.completed').map((event) => event.text);
  expect(heard.join(' ')).toBe(utterances.map(({ text }) => text).join(' '));
  expect(eventsOf(events, 'question.detected').map((event) => event.text)).toEqual(questions);
  expect(eventsOf(events, 'answer.started').map((event) => event.question)).toEqual(toAnswer);
  const answers = eventsOf(events, 'answer.completed');
  expect(answers.map(({ bullets, status }) => ({ bullets, status }))).toEqual(
    toAnswer.map((text) => ({ bullets: bulletsFor(text), status: 'complete' })),
  );
  expect(eventsOf(events, 'answer.extended').length).toBeGreaterThanOrEqual(answers.length);
  expect(run.code).toBe(0);
  expect(events.map((event) => event.seq)).toEqual(
    events.map((event) => event.seq).toSorted((a, b) => a - b),
  );
});

function bulletsFor(question: string): readonly string[] {
  const entry = toyChat.entries.find(
    (candidate) => candidate.question === question || candidate.variants.includes(question),
  );
  return entry?.bullets ?? [];
}
