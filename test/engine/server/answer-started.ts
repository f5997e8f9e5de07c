import type { UnstampedEvent } from '../../../engine/protocol/events.ts';

export const answerStarted = (turnId: string): UnstampedEvent => ({
  type: 'answer.started',
  turnId,
  question: 'q',
  path: 'live',
  model: 'm',
});
