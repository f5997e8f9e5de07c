import type { Command } from '../engine/protocol/commands.ts';
import { openEngineSocket } from '../engine/protocol/engine-socket.ts';
import type { EngineEvent } from '../engine/protocol/events.ts';

/** The shell as one more client of the protocol, in the role `shell`. */
export interface EngineClient {
  /** Dropped while the engine is down: what a key meant then is past. */
  send(command: Command): void;
  close(): void;
}

/** Keeps a socket to the engine; each connection begins with the events of the present state. */
export function connectToEngine(
  address: { origin: string; token: string },
  onEvent: (event: EngineEvent) => void,
): EngineClient {
  const socket = openEngineSocket({
    ...address,
    resumePoint: () => undefined,
    onMessage: (message) => {
      if (message.kind === 'event') onEvent(message.event);
    },
    onStatus: () => undefined,
  });
  return {
    // A refusal is published to the pages, which show it.
    send: (command) => void socket.send(command).catch(() => undefined),
    close: () => socket[Symbol.dispose](),
  };
}
