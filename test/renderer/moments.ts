import type { UnstampedEvent } from '../../engine/protocol/events.ts';

type Event<Type extends UnstampedEvent['type']> = Extract<UnstampedEvent, { type: Type }>;

/** Listening to both sides, unless it is said otherwise. */
export function capturing(more: Partial<Event<'capture.changed'>> = {}): UnstampedEvent {
  return {
    type: 'capture.changed',
    isCapturing: true,
    isPaused: false,
    isDemo: false,
    channels: ['me', 'them'],
    ...more,
  };
}

/** Sound of half the scale arrives from the other side. */
export function measured(more: Partial<Event<'channel.measured'>> = {}): UnstampedEvent {
  return {
    type: 'channel.measured',
    channel: 'them',
    device: 'Speakers',
    levelDbfs: -30,
    noiseFloorDbfs: -60,
    clippedRatio: 0,
    isSpeech: true,
    isWordless: false,
    state: 'listening',
    lastFrameAgeMs: 0,
    lastWordAgeMs: 2_000,
    droppedFrameCount: 0,
    ...more,
  };
}
