import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { SpeechEvent } from '../../../engine/base/nouns.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { publishTranscript } from '../../../engine/call/publish.ts';
import { openCommandTranscriber } from '../../../engine/transcription/recognizers/command/command-transcriber.ts';
import { openOpenaiTranscriber } from '../../../engine/transcription/recognizers/openai/openai-transcriber.ts';
import { streamTranscripts } from '../../../engine/transcription/stream-transcripts.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import { sampleNamed, spokenSegment } from '../../fakes/spoken-samples.ts';
import { startTranscriptionServer } from '../../fakes/transcription-server.ts';

/** Recognizers that take an utterance and never come back. */

const DEADLINE_MS = 1_000;
const COMMON = { clock: systemClock, log: silentLogger, deadlineMs: DEADLINE_MS };

test('a command that hangs is reported to every client, with what to do', async () => {
  await using transcriber = await openCommandTranscriber({
    ...COMMON,
    command: [process.execPath, '-e', 'setInterval(() => undefined, 1_000)', '{wav}'],
  });
  expect(await wireOf(transcriber)).toMatchObject([
    { type: 'transcript.dropped', reason: 'failed' },
    {
      type: 'failed',
      code: 'transcriber-timeout',
      message: 'The speech command node hangs: it neither ends nor makes progress.',
      remedy: 'Run it by hand on a WAV file to see why; `SOTTO_LOG=debug` shows what it says.',
    },
  ]);
});

test('a speech server that hangs is asked once more, then reported to every client', async () => {
  await using server = await startTranscriptionServer(() => new Promise<string>(() => undefined));
  await using transcriber = await openOpenaiTranscriber({
    ...COMMON,
    baseUrl: server.origin,
    model: 'whisper-1',
  });
  expect(await wireOf(transcriber)).toMatchObject([
    { type: 'transcript.dropped', reason: 'failed' },
    {
      type: 'failed',
      code: 'transcriber-timeout',
      message: expect.stringMatching(/took longer than [\d.]+ s/) as string,
      remedy: expect.stringMatching(/\w/) as string,
    },
  ]);
  expect(server.requests).toHaveLength(2);
});

/** What clients get of one spoken turn. */
async function wireOf(transcriber: Transcriber): Promise<UnstampedEvent[]> {
  const sent: UnstampedEvent[] = [];
  const transcripts = streamTranscripts(
    oneTurn(),
    {
      transcriber,
      clock: systemClock,
      log: silentLogger,
      language: () => 'en',
      vocabulary: () => '',
      onPressure: () => undefined,
    },
    never(),
  );
  for await (const event of transcripts) publishTranscript(event, (reported) => sent.push(reported));
  return sent;
}

async function* oneTurn(): AsyncGenerator<SpeechEvent> {
  const segment = spokenSegment(sampleNamed('what-is-tcp'));
  const who = { turnId: segment.turnId, channel: segment.channel, atMs: systemClock.nowMs() };
  yield { type: 'speech-started', ...who, speechStartMs: segment.speechStartMs };
  await Promise.resolve();
  yield { type: 'turn-ended', ...who, segment, reason: 'silence' };
}
