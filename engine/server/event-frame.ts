import type { EngineEvent } from '../protocol/events.ts';
import type { ServerMessage } from '../protocol/messages.ts';

const frames = new WeakMap<EngineEvent, Buffer>();

/** An event as the message that a client is greeted with; made once, however many clients come. */
export function greetingFrameOf(event: EngineEvent): Buffer {
  const frame = frames.get(event) ?? frameOf(event);
  frames.set(event, frame);
  return frame;
}

/** An event as a message. */
export function frameOf(event: EngineEvent): Buffer {
  return Buffer.from(JSON.stringify({ kind: 'event', event } satisfies ServerMessage));
}
