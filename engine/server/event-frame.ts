import type { EngineEvent } from '../protocol/events.ts';
import type { ServerMessage } from '../protocol/messages.ts';

const frames = new WeakMap<EngineEvent, Buffer>();

/** An event of the present state as a message; made once, however many clients are greeted with it. */
export function greetingFrameOf(event: EngineEvent): Buffer {
  const frame = frames.get(event) ?? frameOf(event);
  frames.set(event, frame);
  return frame;
}

/** An event as a message. */
export function frameOf(event: EngineEvent): Buffer {
  return Buffer.from(JSON.stringify({ kind: 'event', event } satisfies ServerMessage));
}
