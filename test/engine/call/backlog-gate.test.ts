import { expect, test } from 'vitest';
import type { SpeechEvent, TranscriptEvent } from '../../../engine/base/nouns.ts';
import { createBacklogGate, type BacklogGate } from '../../../engine/call/backlog-gate.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { transcriptOf } from '../history/samples.ts';

const turn = { turnId: 't1', channel: 'them', atMs: 0 } as const;
const speech = (type: 'speech-paused' | 'speech-resumed' | 'turn-ended' | 'speech-discarded'): SpeechEvent =>
  ({ ...turn, type }) as unknown as SpeechEvent;
const paused = {
  ...turn,
  type: 'transcript-paused',
  text: '',
  committedText: '',
} as unknown as TranscriptEvent;
const completed = {
  type: 'transcript-completed',
  transcript: transcriptOf('t1', 'What is TCP?'),
} as unknown as TranscriptEvent;
const answered: EngineEvent = {
  type: 'answer.completed',
  seq: 1,
  atMs: 0,
  turnId: 't1',
  bullets: [],
  path: 'live',
  status: 'complete',
  latencyMs: 1,
  firstBulletMs: null,
  isStale: false,
};

/** Whether a file that waits at the gate may continue. */
async function isOpen(gate: BacklogGate): Promise<boolean> {
  return Promise.race([
    gate.drained().then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}

test('a file waits for the text of a pause, of its turn, and for the answer', async () => {
  const gate = createBacklogGate();
  expect(await isOpen(gate)).toBe(true);
  gate.observeSpeech(speech('speech-paused'));
  expect(await isOpen(gate)).toBe(false);
  gate.observeTranscript(paused);
  expect(await isOpen(gate)).toBe(true);
  gate.observeSpeech(speech('turn-ended'));
  gate.observeTranscript(paused);
  expect(await isOpen(gate)).toBe(false);
  gate.asked('t1');
  gate.observeTranscript(completed);
  expect(await isOpen(gate)).toBe(false);
  gate.observe(answered);
  expect(await isOpen(gate)).toBe(true);
});

test('it does not wait for the text of speech that went on or was none, nor for what is forgotten', async () => {
  const gate = createBacklogGate();
  for (const over of ['speech-resumed', 'speech-discarded'] as const) {
    gate.observeSpeech(speech('speech-paused'));
    gate.observeSpeech(speech(over));
    expect(await isOpen(gate)).toBe(true);
  }
  gate.asked('t1');
  const waiting = gate.drained();
  gate.forget();
  await waiting;
});
