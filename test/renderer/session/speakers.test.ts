import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { after } from './events.ts';

test('a line gets its speaker by voice, and the name that is given to that speaker', () => {
  const heard = (turnId: string, speakerId: number): UnstampedEvent[] => [
    { type: 'transcript.completed', turnId, channel: 'them', text: 'Hi.', startMs: 0, endMs: 1 },
    { type: 'speaker.recognized', turnId, channel: 'them', speakerId, name: '' },
  ];
  const { turns } = after(...heard('t1', 1), ...heard('t2', 2), ...heard('t3', 1), {
    type: 'speaker.renamed',
    speakerId: 1,
    name: 'Ann',
    turnIds: ['t1', 't3'],
  });
  expect(turns.map(({ speaker }) => speaker)).toEqual([
    { speakerId: 1, name: 'Ann' },
    { speakerId: 2, name: '' },
    { speakerId: 1, name: 'Ann' },
  ]);
});
