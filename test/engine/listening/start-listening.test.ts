import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { AudioFrame } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { createTurnIds } from '../../../engine/base/turn-ids.ts';
import { createBacklogGate } from '../../../engine/call/backlog-gate.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';
import type { LostSound } from '../../../engine/listening/gap-watch.ts';
import { startListening } from '../../../engine/listening/start-listening.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { createRulesDetector } from '../../../engine/question/rules-detector.ts';
import { PassQueue } from '../../../engine/transcription/pass-queue.ts';
import { createEndpointPolicy } from '../../../engine/vad/endpoint-policy.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';
import { ScriptedTranscriber } from '../../fakes/scripted-transcriber.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const WORDS: Readonly<Record<Channel, string>> = { me: 'Hello there.', them: 'Good morning.' };
const ignore = (): void => undefined;

function stage(sourceOf: (clock: VirtualClock) => readonly CaptureSource[], passMs = 100) {
  const clock = new VirtualClock();
  const events: UnstampedEvent[] = [];
  const texts: string[] = [];
  const lost: LostSound[] = [];
  const stop = new AbortController();
  const detectors = { madeCount: 0, disposedCount: 0 };
  const publish = (event: UnstampedEvent): void => void events.push(event);
  const session = startListening(
    sourceOf(clock),
    { isDemo: false, isPaced: false },
    {
      parts: {
        clock,
        log: silentLogger,
        transcriber: new ScriptedTranscriber({
          clock,
          text: ({ channel }) => WORDS[channel],
          computeMs: () => passMs,
        }),
        queue: new PassQueue(),
        measuredFactor: () => undefined,
        policy: createEndpointPolicy(defaultSettings.turn),
        nextTurnId: createTurnIds(clock),
        language: () => 'en',
        vocabulary: () => '',
        questionDetector: () => createRulesDetector(),
        answersChannel: () => true,
        divertPushToTalk: async function* (transcripts) {
          yield* transcripts;
        },
        onJudged: ignore,
        onPressure: ignore,
        onSpeech: ignore,
        onTranscript: (event) => {
          if (event.type === 'transcript-completed') texts.push(event.transcript.text);
        },
      },
      smallerTranscriber: () => Promise.resolve(undefined),
      gate: createBacklogGate(),
      clock,
      log: silentLogger,
      createVoiceDetector: () => {
        detectors.madeCount += 1;
        return Promise.resolve({
          ...createScriptedDetector(),
          [Symbol.dispose]: () => void (detectors.disposedCount += 1),
        });
      },
      onQuestion: ignore,
      onSoundLost: (gap) => lost.push(gap),
      onArrival: ignore,
      publish,
      publishState: (state) => publish({ type: 'component.changed', state }),
    },
    stop.signal,
  );
  const capturing = () =>
    events.flatMap((event) => (event.type === 'capture.changed' ? [event.isCapturing] : []));
  return { clock, events, texts, lost, stop, detectors, session, capturing };
}

/** A device: a second of voice, and then quiet for as long as it is open. */
function device(
  clock: VirtualClock,
  channel: Channel = 'me',
  { gapAtIndex = -1, onFirst = ignore }: { gapAtIndex?: number; onFirst?: () => void } = {},
): CaptureSource {
  return {
    channel,
    device: channel,
    frames: async function* (signal): AsyncGenerator<AudioFrame> {
      const loud = Int16Array.from({ length: 320 }, (_, index) => 8_000 * Math.sin(index / 5));
      const quiet = new Int16Array(320);
      let skippedSamples = 0;
      for (let index = 0; !signal.aborted; index += 1) {
        if (index === 0) onFirst();
        if (index === gapAtIndex) skippedSamples = 16_000;
        yield { channel, samples: index < 50 ? loud : quiet, startSamples: index * 320 + skippedSamples };
        await clock.sleep(20, signal).catch(ignore);
      }
    },
  };
}

test('it is said that sound is captured before the first sample is taken', async () => {
  let saidFirst: readonly boolean[] = [];
  const rig = stage((clock) => [device(clock, 'me', { onFirst: () => (saidFirst = rig.capturing()) })]);
  await rig.clock.advance(100);
  expect(saidFirst).toEqual([true]);
  await rig.clock.runUntil(rig.session.stop());
  expect(rig.capturing()).toEqual([true, false]);
});

test('a stop closes the devices at once and lets the open turn finish', async () => {
  const rig = stage((clock) => [device(clock, 'me'), device(clock, 'them')]);
  await rig.clock.advance(900);
  expect(rig.texts).toEqual([]);
  const stopping = rig.session.stop();
  expect(rig.capturing()).toEqual([true, false]);
  await rig.clock.runUntil(stopping);
  expect(rig.texts.toSorted()).toEqual([WORDS.them, WORDS.me]);
  await rig.session.done;
  expect(rig.detectors).toEqual({ madeCount: 2, disposedCount: 2 });
});

test('nobody who stops waits longer than three seconds for words; they come later', async () => {
  const rig = stage((clock) => [device(clock)], 9_000);
  await rig.clock.advance(900);
  const beganAtMs = rig.clock.nowMs();
  await rig.clock.runUntil(rig.session.stop());
  expect(rig.clock.nowMs() - beganAtMs).toBeLessThanOrEqual(3_100);
  expect(rig.texts).toEqual([]);
  await rig.clock.runUntil(rig.session.done);
  expect(rig.texts).toEqual(['Hello there.']);
});

test('a source that fails ends nothing but itself', async () => {
  const broken: CaptureSource = {
    channel: 'them',
    device: 'x',
    frames: () => {
      throw new EngineError('recorder-failed', 'It broke.', 'Try again.');
    },
  };
  const rig = stage((clock) => [device(clock), broken]);
  await rig.clock.advance(5_000);
  expect(rig.texts).toEqual(['Hello there.']);
  expect(rig.events).toContainEqual({
    type: 'failed',
    code: 'recorder-failed',
    message: 'It broke.',
    remedy: 'Try again.',
  });
  expect(rig.capturing()).toEqual([true]);
  await rig.clock.runUntil(rig.session.stop());
});

test('a jump in the sound is reported with its length', async () => {
  const rig = stage((clock) => [device(clock, 'me', { gapAtIndex: 10 })]);
  await rig.clock.advance(2_000);
  expect(rig.lost).toMatchObject([{ channel: 'me', lostMs: 1_000 }]);
  await rig.clock.runUntil(rig.session.stop());
});

test('what the machine slept through is lost on every channel', async () => {
  const rig = stage((clock) => [device(clock, 'me'), device(clock, 'them')]);
  await rig.clock.advance(2_000);
  await rig.clock.runUntil(rig.session.stop(600_000));
  const lost = rig.lost.map(({ channel, lostMs }) => `${channel} ${lostMs}`);
  expect(lost.toSorted()).toEqual(['me 600000', 'them 600000']);
});

test('when everything is aborted the session is over, without an error', async () => {
  const rig = stage((clock) => [device(clock)]);
  await rig.clock.advance(500);
  rig.stop.abort(new Error('closing'));
  await rig.clock.runUntil(rig.session.done);
  expect(rig.capturing()).toEqual([true, false]);
});
