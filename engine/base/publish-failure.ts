import type { UnstampedEvent } from '../protocol/events.ts';
import { asEngineError } from './engine-error.ts';

export type Publish = (event: UnstampedEvent) => void;

/** @param turnId only where the failure is that of this turn's answer. */
export function publishFailure(error: unknown, publish: Publish, turnId?: string): void {
  const { code, message, remedy } = asEngineError(error);
  publish({ type: 'failed', code, message, remedy, ...(turnId !== undefined && { turnId }) });
}
