import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import {
  samplesMs,
  type SpeechEvent,
  type SpeechSegment,
  type TranscriptEvent,
} from '../../../engine/base/nouns.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { openKeptAudio } from '../../../engine/transcription/kept-audio.ts';
import { openSherpaOnnxTranscriber } from '../../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-transcriber.ts';
import { streamTranscripts } from '../../../engine/transcription/stream-transcripts.ts';
import { whenItComputes } from '../../fakes/computing-process.ts';
import { completedTexts, endings } from '../../fakes/heard-turns.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import { realModel } from '../../fakes/real-models.ts';

/** A real recognizer with Whisper base, on a machine that is made to have no time for it. */

const CLIP = fileURLToPath(new URL('../../../assets/speech-clip.wav', import.meta.url));
const model = realModel('whisperSherpa');

async function clipOf(turnId: string): Promise<SpeechSegment> {
  const { samples } = await readSound(CLIP);
  const endMs = samplesMs(samples.length);
  return {
    turnId,
    channel: 'them',
    samples,
    startMs: 0,
    speechStartMs: 300,
    speechEndMs: endMs,
    voicedMs: 2_300,
  };
}

async function hearDuring(
  turnCount: number,
  spell: (processId: () => number | undefined) => Promise<void>,
): Promise<TranscriptEvent[]> {
  const common = { clock: systemClock, log: silentLogger };
  await using transcriber = await openSherpaOnnxTranscriber({ ...common, modelDirectory: model.path });
  await using keptAudio = await openKeptAudio({ directory: '', mayWrite: () => false, log: silentLogger });
  const speak = async function* (): AsyncGenerator<SpeechEvent> {
    const busy = spell(() => transcriber.processId);
    for (let turnIndex = 0; turnIndex < turnCount; turnIndex += 1) {
      const segment = await clipOf(`turn-${turnIndex}`);
      const who = { turnId: segment.turnId, channel: segment.channel };
      yield { type: 'speech-started', ...who, speechStartMs: 300, atMs: systemClock.nowMs() };
      yield { type: 'turn-ended', ...who, segment, reason: 'silence', atMs: systemClock.nowMs() };
    }
    await busy;
  };
  const events: TranscriptEvent[] = [];
  const deps = {
    ...common,
    transcriber,
    keptAudio,
    language: () => 'en',
    vocabulary: () => '',
    onPressure: () => undefined,
  };
  for await (const event of streamTranscripts(speak(), deps, never())) events.push(event);
  return events;
}

describe.skipIf(model.missing !== undefined || process.platform === 'win32')(
  `real Whisper base in a spell without computing time (${model.missing ?? model.path})`,
  () => {
    test('a process that is stopped for a while and continues loses nothing', async () => {
      const events = await hearDuring(3, async (processId) => {
        const id = await whenItComputes(processId);
        process.kill(id, 'SIGSTOP');
        await sleep(2_000);
        process.kill(id, 'SIGCONT');
      });
      expect(completedTexts(events).map((text) => /cancel halfway/i.test(text))).toEqual([true, true, true]);
    });

    test('a process that is killed mid-pass is followed by another, and every turn has its text', async () => {
      const events = await hearDuring(5, async (processId) => {
        process.kill(await whenItComputes(processId), 'SIGKILL');
      });
      expect(endings(events).toSorted()).toEqual([0, 1, 2, 3, 4].map((index) => `turn-${index} completed`));
      expect(completedTexts(events).every((text) => /cancel halfway/i.test(text))).toBe(true);
    });
  },
);
