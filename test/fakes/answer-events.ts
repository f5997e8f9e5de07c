import type { UnstampedEvent } from '../../engine/protocol/events.ts';

export function answerExtended(turnId: string, bullets: string[] = ['a']): UnstampedEvent {
  return { type: 'answer.extended', turnId, bullets };
}

export function answerCompleted(turnId: string): UnstampedEvent {
  return {
    type: 'answer.completed',
    turnId,
    bullets: ['a'],
    path: 'live',
    status: 'complete',
    latencyMs: 1,
    firstBulletMs: 1,
    isStale: false,
  };
}
