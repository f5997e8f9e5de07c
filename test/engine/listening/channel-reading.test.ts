import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { AudioFrame, SpeechEvent } from '../../../engine/base/nouns.ts';
import { createChannelReading } from '../../../engine/listening/channel-reading.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const TICK_MS = 250;

test('a device is starting, then listening, quiet, silent and lost, each reported once with one action', async () => {
  const channel = open();
  expect(await channel.run(1_000, 'nothing')).toEqual(['starting']);
  expect(await channel.run(1_000, 'noise')).toEqual(['listening']);
  expect(await channel.run(6_000, 'noise')).toContain('quiet');
  expect(await channel.run(6_000, 'zeros')).toContain('no-signal');
  expect(await channel.run(2_000, 'noise')).not.toContain('lost');
  expect(await channel.run(2_000, 'nothing')).toContain('lost');
  await channel.run(500, 'noise');
  expect(channel.reported).toEqual([
    { status: 'ready', reason: 'Headset', hasAction: false },
    { status: 'degraded', reason: expect.stringContaining('only silence'), hasAction: true },
    { status: 'ready', reason: 'Headset', hasAction: false },
    { status: 'failed', reason: expect.stringContaining('No sound arrives'), hasAction: true },
    { status: 'ready', reason: 'Headset', hasAction: false },
  ]);
});

test('a device that gets its name while it starts is ready under that name', async () => {
  const channel = open();
  channel.rename('Monitor of Headset');
  await channel.run(500, 'nothing');
  await channel.run(500, 'noise');
  expect(channel.reported).toMatchObject([
    { status: 'starting', reason: 'Monitor of Headset' },
    { status: 'ready', reason: 'Monitor of Headset' },
  ]);
});

test('a recording that is over is not missed while its last words are read', async () => {
  const channel = open();
  await channel.run(1_000, 'noise');
  channel.end();
  await channel.run(20_000, 'nothing');
  expect(channel.reported).toMatchObject([{ status: 'ready' }]);
});

test('sound that never starts is lost after four seconds', async () => {
  const channel = open();
  expect(await channel.run(5_000, 'nothing')).toEqual(['starting', 'lost']);
});

test.each([
  [false, 'lost'],
  [true, 'denied'],
] as const)('a device that could not be opened, denied %s, is %s at once', async (isDenied, state) => {
  const channel = open();
  channel.fail(isDenied);
  expect(await channel.run(1_000, 'nothing')).toEqual([state]);
  // The page has given the reason.
  expect(channel.reported).toEqual([]);
  expect(await channel.run(1_000, 'noise')).toContain('listening');
});

test('a reason that was reported is not hidden by the silence that follows', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.end();
  expect(await channel.run(3_000, 'nothing')).toEqual(['listening', 'lost']);
  expect(channel.reported).toEqual([{ status: 'ready', reason: 'Headset', hasAction: false }]);
});

test('the other side may send nothing in a pause, but not from the start nor for a minute', async () => {
  const channel = open(false, 'them');
  expect(await channel.run(4_000, 'zeros')).toContain('no-signal');
  await channel.run(1_000, 'noise');
  // The figures stay true.
  expect(await channel.run(50_000, 'zeros')).toContain('no-signal');
  await channel.run(1_000, 'noise');
  await channel.run(70_000, 'zeros');
  const silent = { status: 'degraded', reason: expect.stringContaining('is silent') };
  expect(channel.reported.map(({ status }) => status)).toEqual(['ready', 'degraded', 'ready', 'degraded']);
  expect([channel.reported[1], channel.reported[3]]).toMatchObject([silent, silent]);
});

test('a device that is waited for is lost at once, for its reason, and ready when it is back', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.goAway(new EngineError('microphone-missing', 'It is gone.', 'Plug it in.'));
  expect(await channel.run(3_000, 'nothing')).toEqual(['lost']);
  channel.goAway(undefined);
  expect(await channel.run(500, 'noise')).toEqual(['listening']);
  expect(channel.reported.slice(1)).toEqual([
    { status: 'failed', reason: 'It is gone. Plug it in.', hasAction: true },
    { status: 'ready', reason: 'Headset', hasAction: false },
  ]);
  expect(channel.failures).toEqual(['microphone-missing']);
  channel.goAway(new EngineError('microphone-missing', 'It is gone again.', 'Plug it in.'));
  channel.end();
  await channel.run(3_000, 'nothing');
  expect(channel.reported).toHaveLength(3);
});

test('speech without words is said within ten seconds, and taken back with the first word', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.hearPause('');
  await channel.run(10_000, 'speech');
  expect(channel.reported.slice(1)).toMatchObject([
    { status: 'degraded', reason: expect.stringContaining('no words'), hasAction: true },
  ]);
  expect(channel.isBehind()).toBe(false);
  // A pass that understood nothing brings no word.
  channel.hearWord('');
  await channel.run(500, 'noise');
  expect(channel.reported).toHaveLength(2);
  channel.hearWord('hello');
  await channel.run(500, 'noise');
  expect(channel.reported.at(-1)).toMatchObject({ status: 'ready' });
});

test('of words that are still to be read it is said that the machine is busy, until none were found', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.hearPause('');
  channel.endTurn();
  await channel.run(10_000, 'speech');
  const behind = { status: 'degraded', reason: expect.stringContaining('busy') };
  expect(channel.reported.slice(1)).toMatchObject([behind]);
  expect(channel.isBehind()).toBe(true);
  channel.dropTurn();
  await channel.run(500, 'noise');
  const missing = { status: 'degraded', reason: expect.stringContaining('no words') };
  expect(channel.reported.slice(1)).toMatchObject([behind, missing]);
  // It stays said until a word comes.
  channel.endTurn();
  await channel.run(500, 'noise');
  expect(channel.reported).toHaveLength(3);
  channel.hearWord('hello');
  await channel.run(500, 'noise');
  expect(channel.reported.at(-1)).toMatchObject({ status: 'ready' });
});

test('words of a long turn that no pass has read are late, not missing', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.hearPause('');
  channel.hearPause('hello');
  await channel.run(12_000, 'speech');
  expect(channel.isBehind()).toBe(true);
});

test('a key that is held in silence is not speech', async () => {
  const channel = open();
  await channel.run(500, 'noise');
  channel.holdKey();
  await channel.run(30_000, 'noise');
  expect(channel.reported.map(({ status }) => status)).toEqual(['ready']);
});

test('clipping shows while it lasts', async () => {
  const channel = open();
  await channel.run(3_000, 'clipped');
  expect(channel.clippedRatio()).toBeGreaterThan(0.8);
  await channel.run(6_000, 'noise');
  expect(channel.clippedRatio()).toBeLessThan(0.01);
});

test('a file that is played as fast as it is heard is not lost while it waits', async () => {
  const channel = open(true);
  expect(await channel.run(5_000, 'nothing')).toEqual(['starting']);
  await channel.run(500, 'noise');
  await channel.run(500, 'speech');
  expect(await channel.run(20_000, 'nothing')).toEqual(['listening']);
  expect(channel.reported).toEqual([{ status: 'ready', reason: 'Headset', hasAction: false }]);
});

const TURN = { turnId: '1', channel: 'me', atMs: 0 } as const;
const VOICE: SpeechEvent = {
  ...TURN,
  type: 'speech-extended',
  segmentMs: 1_000,
  read: () => {
    throw new Error('Nobody reads the sound here.');
  },
};

type Sound = 'nothing' | 'speech' | 'noise' | 'zeros' | 'clipped';

function open(isPaced = false, channel: 'me' | 'them' = 'me') {
  const clock = new VirtualClock();
  const source = {
    channel,
    device: 'Headset',
    awayFor: undefined as EngineError | undefined,
    hasFailed: false,
    isDenied: false,
    async *frames() {
      // The frames are handed over one by one below.
    },
  };
  const reading = createChannelReading(source, clock, isPaced);
  const reported: { status: string; reason: string; hasAction: boolean }[] = [];
  const failures: string[] = [];
  let positionSamples = 0;
  const frame = (sound: Sound): AudioFrame => {
    const samples = Int16Array.from({ length: 320 }, (_, index) =>
      sound === 'zeros' ? 0 : sound === 'clipped' ? 32_767 : (index % 7) * 20 - 60,
    );
    positionSamples += 320;
    return { channel, samples, startSamples: positionSamples - 320 };
  };
  return {
    reported,
    failures,
    goAway: (reason: EngineError | undefined) => void (source.awayFor = reason),
    fail: (isDenied: boolean) => void Object.assign(source, { hasFailed: true, isDenied }),
    end: () => reading.noteEnd(),
    rename: (device: string) => void (source.device = device),
    isBehind: () => reading.read().reading.isBehind ?? false,
    clippedRatio: () => reading.read().reading.clippedRatio,
    holdKey: () => reading.observeSpeech({ ...TURN, type: 'speech-started', speechStartMs: 0 }),
    hearWord: (text: string) =>
      reading.observeTranscript({
        type: 'transcript-extended',
        turnId: '1',
        channel: 'me',
        text,
        volatile: '',
        atMs: 0,
      }),
    hearPause: (text: string) =>
      reading.observeTranscript({ ...TURN, type: 'transcript-paused', text, committedText: '' }),
    endTurn: () =>
      reading.observeSpeech({
        ...TURN,
        type: 'turn-ended',
        segment: {
          ...TURN,
          startMs: 0,
          speechStartMs: 0,
          speechEndMs: 1,
          voicedMs: 1,
          samples: new Int16Array(),
        },
        reason: 'silence',
      }),
    dropTurn: () =>
      reading.observeTranscript({ ...TURN, type: 'transcript-dropped', reason: 'empty', text: '' }),
    run: async (durationMs: number, sound: Sound) => {
      const states: string[] = [];
      for (let passedMs = 0; passedMs < durationMs; passedMs += 20) {
        await clock.advance(20);
        if (sound !== 'nothing') reading.observeFrame(frame(sound));
        if (sound === 'speech' && passedMs % 200 === 0) reading.observeSpeech(VOICE);
        if ((passedMs + 20) % TICK_MS !== 0 && (passedMs + 20) % 500 !== 0) continue;
        const { reading: figures, changed, awayFor } = reading.read();
        if (states.at(-1) !== figures.state) states.push(figures.state);
        if (awayFor) failures.push(awayFor.code);
        if (changed)
          reported.push({
            status: changed.status,
            reason: changed.reason,
            hasAction: changed.action !== undefined,
          });
      }
      return states;
    },
  };
}
