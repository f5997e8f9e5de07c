import { expect, test } from 'vitest';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import { createForgottenTurns } from '../../../engine/call/forgotten-turns.ts';
import type { OpenCall } from '../../../engine/history/history-writer.ts';
import { labelSpeakers } from '../../../engine/listening/label-speakers.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import type { SpeakerListeners } from '../../../engine/speakers/call-speakers.ts';

const CALL: OpenCall = { id: 1, startedAtMs: 0 };
const ignore = (): void => undefined;

function stage(channels: readonly CaptureSource['channel'][]) {
  const events: UnstampedEvent[] = [];
  const kept: unknown[] = [];
  let listeners: SpeakerListeners | undefined;
  let turnCount = 0;
  const forgotten = createForgottenTurns(() => `call-${(turnCount += 1)}`);
  labelSpeakers(
    CALL,
    channels.map((channel) => ({ channel, device: '', frames: () => (async function* () {})() })),
    {
      speakers: {
        startCall: (given: SpeakerListeners) => {
          listeners = given;
          return { observeSpeech: ignore, observeTranscript: ignore, end: ignore };
        },
      },
      calls: {
        observeSpeaker: (label, call) => kept.push([label, call]),
        observeSpeakerName: (speakerId, name, call) => kept.push([speakerId, name, call]),
      },
      forgotten,
    },
    { publish: (event) => events.push(event) },
  );
  if (!listeners) throw new Error('no call was started');
  return { listeners, events, kept, forgotten };
}

test('the other side is shared by several people, and a microphone only where it is all that is heard', () => {
  const alone = stage(['me']).listeners;
  const both = stage(['me', 'them']).listeners;
  expect([alone.isShared('me'), both.isShared('me'), both.isShared('them')]).toEqual([true, false, true]);
});

test('a label and a name go to the history of this call and to the clients', () => {
  const { listeners, events, kept } = stage(['them']);
  const label = { turnId: 'call-5', speakerId: 2, channel: 'them', name: '' } as const;
  listeners.onLabel(label);
  listeners.onRename(2, 'Ana', ['call-5']);
  expect(kept).toEqual([
    [label, CALL],
    [2, 'Ana', CALL],
  ]);
  expect(events).toEqual([
    { type: 'speaker.recognized', ...label },
    { type: 'speaker.renamed', speakerId: 2, name: 'Ana', turnIds: ['call-5'] },
  ]);
});

test('a turn whose words were erased gets no label any more', () => {
  const { listeners, events, kept, forgotten } = stage(['them']);
  forgotten.forgetAll();
  listeners.onLabel({ turnId: 'call-1', speakerId: 1, channel: 'them', name: '' });
  expect([events, kept]).toEqual([[], []]);
});
