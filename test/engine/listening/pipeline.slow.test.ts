import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Clock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ, type SpeechEvent, type SpeechSegment } from '../../../engine/base/nouns.ts';
import { createBacklogGate } from '../../../engine/call/backlog-gate.ts';
import { openSamplesSource } from '../../../engine/capture/samples-source.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { hearQuestions, type ListeningParts } from '../../../engine/listening/pipeline.ts';
import { loadQuestionDetector } from '../../../engine/question/load-question-detector.ts';
import { createEndpointPolicy } from '../../../engine/vad/endpoint-policy.ts';
import { createEnergyDetector } from '../../../engine/vad/energy-detector.ts';
import { createSegmenterControl } from '../../../engine/vad/segmenter-control.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import { PassQueue } from '../../../engine/transcription/pass-queue.ts';
import { ScriptedTranscriber } from '../../fakes/scripted-transcriber.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

interface Utterance {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

const FIXTURES = `${PROJECT_ROOT}/test/fixtures`;
const CALL = 'call-interview';
const { utterances } = JSON.parse(readFileSync(`${FIXTURES}/${CALL}.json`, 'utf8')) as {
  utterances: readonly Utterance[];
};
/** Alternately shorter than the words take to come, and long enough for a turn to end whatever the words. */
const GAPS_MS = [280, 1_400];
const { samples, placed } = layOut((await readSound(`${FIXTURES}/${CALL}.wav`)).samples);
const questionDetector = await loadQuestionDetector({
  path: `${PROJECT_ROOT}/assets/question-detector.json`,
  sensitivity: () => 0.5,
  log: silentLogger,
});
const INSTANT: Clock = { nowMs: () => 0, wallMs: () => 0, sleep: () => Promise.resolve() };

test('a file that is played fast is cut into the turns of real time, however long its passes take', async () => {
  const clock = new VirtualClock();
  const live = await clock.runUntil(turnsOf({ clock, isPaced: false, computeMs: 400 }));
  const quick = await turnsOf({ clock: INSTANT, isPaced: true, computeMs: 1 });
  const slow = await turnsOf({ clock: INSTANT, isPaced: true, computeMs: 9_000 });
  expect(live.length).toBeGreaterThanOrEqual(placed.length / 2 - 1);
  expect(live.length).toBeLessThan(placed.length);
  expect(quick).toEqual(live);
  expect(slow).toEqual(live);
});

/** Where the call's turns end, with a recognizer that hears every word. */
async function turnsOf({
  clock,
  isPaced,
  computeMs,
}: {
  readonly clock: Clock;
  readonly isPaced: boolean;
  readonly computeMs: number;
}): Promise<readonly number[]> {
  const endsMs: number[] = [];
  const gate = createBacklogGate();
  let turnCount = 0;
  const parts: ListeningParts = {
    clock,
    log: silentLogger,
    transcriber: new ScriptedTranscriber({ clock, text: wordsIn, computeMs: () => computeMs }),
    queue: new PassQueue(),
    measuredFactor: () => computeMs / 3_000,
    policy: createEndpointPolicy(defaultSettings.turn),
    nextTurnId: () => `turn-${(turnCount += 1)}`,
    language: () => 'en',
    vocabulary: () => '',
    questionDetector: () => questionDetector,
    answersChannel: () => true,
    isPaced,
    pace: () => (isPaced ? gate.drained() : Promise.resolve()),
    divertPushToTalk: (transcripts) => transcripts,
    onFrame: () => undefined,
    onSpeech: (event: SpeechEvent) => {
      gate.observeSpeech(event);
      if (event.type === 'turn-ended') endsMs.push(event.segment.speechEndMs);
    },
    onTranscript: gate.observeTranscript,
    onJudged: () => undefined,
    onPressure: () => undefined,
  };
  const source = openSamplesSource({ samples, channel: 'them', device: CALL, isFast: isPaced, clock });
  const channel = { source, voiceDetector: createEnergyDetector(), control: createSegmenterControl() };
  for await (const _event of hearQuestions([channel], parts, never())) continue;
  return endsMs;
}

function wordsIn({ startMs, speechEndMs }: SpeechSegment): string {
  const isInside = (utterance: Utterance): boolean =>
    utterance.startMs >= startMs && utterance.endMs <= speechEndMs + 200;
  return placed
    .filter(isInside)
    .map(({ text }) => text)
    .join(' ');
}

/** The utterances of the call, with other gaps between them. */
function layOut(call: Int16Array): { samples: Int16Array; placed: readonly Utterance[] } {
  const sampleAt = (atMs: number): number => Math.round((atMs / 1_000) * PIPELINE_RATE_HZ);
  const parts: Int16Array[] = [];
  const placed: Utterance[] = [];
  let atMs = 0;
  for (const [index, { text, startMs, endMs }] of utterances.entries()) {
    const gapMs = GAPS_MS[index % GAPS_MS.length] ?? 0;
    // What lies between the utterances of the call is its quiet room.
    parts.push(call.slice(sampleAt(startMs), sampleAt(endMs)), call.slice(0, sampleAt(gapMs)));
    placed.push({ text, startMs: atMs, endMs: atMs + endMs - startMs });
    atMs += endMs - startMs + gapMs;
  }
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    samples.set(part, offset);
    offset += part.length;
  }
  return { samples, placed };
}
