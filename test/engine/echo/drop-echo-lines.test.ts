import { expect, test } from 'vitest';
import type { SpeechEvent, TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { createEchoLines } from '../../../engine/echo/drop-echo-lines.ts';
import type { EchoEvidence } from '../../../engine/echo/echo-evidence.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const QUESTION = 'How would you shard the orders table by customer';

test('a line that repeats the other side while the loudspeaker played is dropped, also when it comes first', async () => {
  const heard = await pass({ echoRatio: 0.9 }, [
    [0, opened('them')],
    [500, completed('me', 'would you shard the order table by customer')],
    [900, completed('them', QUESTION)],
  ]);
  expect(heard).toEqual([
    { atMs: 900, channel: 'them', text: QUESTION },
    { atMs: 900, channel: 'me', dropped: 'echo' },
  ]);
});

test('other words spoken over the loudspeaker stay, and wait no longer than for the other side', async () => {
  expect(
    await pass({ echoRatio: 0.9 }, [
      [0, opened('them')],
      [500, completed('me', 'sorry I have to take this outside')],
      [900, completed('them', QUESTION)],
    ]),
  ).toEqual([
    { atMs: 900, channel: 'them', text: QUESTION },
    { atMs: 900, channel: 'me', text: 'sorry I have to take this outside' },
  ]);
});

test('a line waits four seconds at most for words that do not come', async () => {
  expect(
    await pass({ echoRatio: 0.9 }, [
      [0, opened('them')],
      [500, completed('me', 'how would you shard it')],
      [9_000, completed('them', QUESTION)],
    ]),
  ).toEqual([
    { atMs: 4_500, channel: 'me', text: 'how would you shard it' },
    { atMs: 9_000, channel: 'them', text: QUESTION },
  ]);
});

test('the words so far of a long sentence are enough', async () => {
  const extended = { type: 'transcript-extended', turnId: 'them-1', channel: 'them' } as const;
  expect(
    await pass({ echoRatio: 0.9 }, [
      [0, opened('them')],
      [500, completed('me', 'how would you shard it')],
      [2_000, { ...extended, text: 'How would you', volatile: 'shard the orders', atMs: 2_000 }],
      [9_000, completed('them', QUESTION)],
    ]),
  ).toEqual([
    { atMs: 4_500, channel: 'me', dropped: 'echo' },
    { atMs: 9_000, channel: 'them', text: QUESTION },
  ]);
});

test('a question that the user repeats after it was asked stays: the loudspeaker was silent', async () => {
  expect(
    await pass({ echoRatio: 0, playedRatio: 0.1 }, [
      [0, completed('them', QUESTION)],
      [1_500, completed('me', QUESTION)],
    ]),
  ).toEqual([
    { atMs: 0, channel: 'them', text: QUESTION },
    { atMs: 1_500, channel: 'me', text: QUESTION },
  ]);
});

test('before the filter has learned anything a long line with the same words is dropped, a short one stays', async () => {
  const script = (text: string): Script => [
    [0, completed('them', QUESTION)],
    [100, completed('me', text)],
  ];
  expect(await pass({ playedRatio: 1 }, script(QUESTION))).toContainEqual({
    atMs: 100,
    channel: 'me',
    dropped: 'echo',
  });
  expect(await pass({ playedRatio: 1 }, script('the orders'))).toContainEqual({
    atMs: 100,
    channel: 'me',
    text: 'the orders',
  });
});

test('with headphones nothing waits and nothing is dropped', async () => {
  expect(
    await pass({ isClear: true, playedRatio: 1 }, [
      [0, opened('them')],
      [500, completed('me', QUESTION)],
      [900, completed('them', QUESTION)],
    ]),
  ).toEqual([
    { atMs: 500, channel: 'me', text: QUESTION },
    { atMs: 900, channel: 'them', text: QUESTION },
  ]);
});

type Script = readonly (readonly [number, SpeechEvent | TranscriptEvent])[];

/** Plays the script and notes what comes out, and when. */
async function pass(
  found: { readonly isClear?: boolean; readonly echoRatio?: number; readonly playedRatio?: number },
  script: Script,
) {
  const clock = new VirtualClock();
  const evidence: EchoEvidence = {
    observe: () => undefined,
    isEchoSeen: false,
    isClear: found.isClear ?? false,
    reductionDb: undefined,
    echoRatio: () => found.echoRatio ?? 0,
    playedRatio: () => found.playedRatio ?? 0,
  };
  const lines = createEchoLines({ clock, evidence });
  async function* play(): AsyncGenerator<TranscriptEvent, void, undefined> {
    for (const [atMs, event] of script) {
      await clock.sleep(Math.max(0, atMs - clock.nowMs()));
      if (event.type === 'speech-started') lines.observeSpeech(event);
      else yield event as TranscriptEvent;
    }
  }
  const heard: { atMs: number; channel: Channel; text?: string; dropped?: string }[] = [];
  const collect = async (): Promise<void> => {
    for await (const event of lines.dropEchoes(play())) {
      const atMs = clock.nowMs();
      if (event.type === 'transcript-completed')
        heard.push({ atMs, channel: event.transcript.channel, text: event.transcript.text });
      if (event.type === 'transcript-dropped')
        heard.push({ atMs, channel: event.channel, dropped: event.reason });
    }
  };
  await clock.runUntil(collect());
  return heard;
}

function opened(channel: Channel): SpeechEvent {
  return { type: 'speech-started', turnId: `${channel}-1`, channel, speechStartMs: 0, atMs: 0 };
}

function completed(channel: Channel, text: string): TranscriptEvent {
  return {
    type: 'transcript-completed',
    transcript: {
      turnId: `${channel}-1`,
      channel,
      text,
      startMs: 0,
      endMs: 400,
      voicedMs: 400,
      endReason: 'silence',
      endedAtMs: 0,
      completedAtMs: 0,
    },
  };
}
