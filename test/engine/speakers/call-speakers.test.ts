import { expect, test } from 'vitest';
import type { SpeechEvent, TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { SpeakersOfCall } from '../../../engine/speakers/call-speakers.ts';
import { toVoice, type Voice } from '../../../engine/speakers/voice.ts';
import { completedTurn } from './completed-turn.ts';

const THRESHOLDS = { sameScore: 0.7, otherScore: 0.4 };

function stage() {
  const reported: string[] = [];
  const heard: string[] = [];
  const call = new SpeakersOfCall(
    {
      isShared: (channel) => channel === 'them',
      onLabel: ({ turnId, channel, speakerId, name }) =>
        reported.push(`${turnId} on ${channel}: ${speakerId} ${name}`.trim()),
      onRename: (speakerId, name, turnIds) => reported.push(`${speakerId} is ${name}: ${turnIds.join(' ')}`),
    },
    ({ turnId }) => heard.push(turnId),
  );
  const speak = (turnId: string, given: { readonly channel?: Channel; readonly voicedMs?: number } = {}) =>
    call.observeSpeech(ended(turnId, given.channel ?? 'them', given.voicedMs ?? 2_500));
  const hear = (turnId: string): void => {
    speak(turnId);
    call.observeTranscript(completedTurn(turnId));
  };
  const place = (turnId: string, voice: Voice | undefined) => call.place(turnId, voice, THRESHOLDS);
  return { call, reported, heard, speak, hear, place };
}

const voiceOf = (...embedding: readonly number[]): Voice | undefined =>
  toVoice(Float32Array.from(embedding), 2_500);

function ended(turnId: string, channel: Channel, voicedMs: number): SpeechEvent {
  const samples = new Int16Array(48_000);
  const times = { startMs: 0, speechStartMs: 0, speechEndMs: 2_500, voicedMs };
  const segment = { turnId, channel, samples, ...times };
  return { type: 'turn-ended', turnId, channel, segment, reason: 'silence', atMs: 0 };
}

test('a voice is reported once its turn has words, and only once', () => {
  const { call, heard, speak } = stage();
  speak('1');
  expect(heard).toEqual([]);
  call.observeTranscript(completedTurn('1'));
  call.observeTranscript(completedTurn('1'));
  expect(heard).toEqual(['1']);
});

test('own channels, short turns and turns that were dropped are not reported', () => {
  const { call, heard, speak } = stage();
  speak('own', { channel: 'me' });
  speak('short', { voicedMs: 500 });
  speak('dropped');
  call.observeTranscript({ type: 'transcript-dropped', turnId: 'dropped' } as TranscriptEvent);
  for (const turnId of ['own', 'short', 'dropped']) call.observeTranscript(completedTurn(turnId));
  expect(heard).toEqual([]);
});

test('of turns that wait for their words the oldest beyond sixteen is given up', () => {
  const { call, heard, speak } = stage();
  const turnIds = Array.from({ length: 17 }, (_, index) => String(index));
  for (const turnId of turnIds) speak(turnId);
  for (const turnId of turnIds) call.observeTranscript(completedTurn(turnId));
  expect(heard).toEqual(turnIds.slice(1));
});

test('a second turn of a voice labels both; a name is given to all its turns and to later ones', () => {
  const { call, reported, hear, place } = stage();
  for (const turnId of ['1', '2', '3']) hear(turnId);
  place('1', voiceOf(1, 0));
  expect(reported).toEqual([]);
  place('2', voiceOf(1, 0));
  call.rename(1, 'Kim');
  place('3', voiceOf(1, 0));
  expect(reported).toEqual(['1 on them: 1', '2 on them: 1', '1 is Kim: 1 2', '3 on them: 1 Kim']);
});

test('a turn whose voice could not be reported gets no label', () => {
  const { reported, hear, place } = stage();
  hear('1');
  place('1', undefined);
  expect(reported).toEqual([]);
});

test('a speaker who was never heard cannot be named', () => {
  const { call, reported } = stage();
  expect(() => call.rename(2, 'Kim')).toThrow(
    expect.objectContaining({ code: 'bad-argument', message: 'No speaker 2 was heard in this call.' }),
  );
  expect(reported).toEqual([]);
});

test('after the end the turns that wait are still told apart; then the voices are forgotten', () => {
  const { call, reported, hear, place } = stage();
  for (const turnId of ['1', '2', '3']) hear(turnId);
  place('1', voiceOf(1, 0));
  call.end();
  place('2', voiceOf(1, 0));
  call.settle();
  expect(reported).toEqual(['1 on them: 1', '2 on them: 1']);
  place('4', voiceOf(1, 0));
  expect(reported).toHaveLength(2);
  call.rename(1, 'Kim');
  expect(reported.at(-1)).toBe('1 is Kim: 1 2');
});

test('turns without words are forgotten with the call', () => {
  const { call, heard, speak } = stage();
  speak('1');
  call.end();
  call.observeTranscript(completedTurn('1'));
  expect(heard).toEqual([]);
});
