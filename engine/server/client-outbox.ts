import type { WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { ServerMessage } from '../protocol/messages.ts';

/**
 * Unsent bytes above which nothing more is read from a client, so that its replies cannot pile up, and above
 * which it goes without the readings that the next ones replace anyway.
 */
export const SOFT_BACKLOG_BYTES = 64 * 1_024;
/** A client that has not read its backlog for so long is gone. */
const STALL_DEADLINE_MS = 10_000;

/** What goes out to one client. */
export interface ClientOutbox {
  /** Nothing is read from the client before it has read its replies. */
  readonly isHeldBack: boolean;
  send(message: ServerMessage): void;
  /** @param frame a message as JSON. */
  sendFrame(frame: string | Buffer): void;
  refuse(id: number, error: EngineError): void;
  /** Calls back once everything sent so far has left; hangs up on a client that reads nothing for long. */
  whenDrained(onDrained: () => void): void;
}

/** @param untilClosed aborts when the socket closes. */
export function createOutbox(socket: WebSocket, clock: Clock, untilClosed: () => AbortSignal): ClientOutbox {
  let isHeldBack = false;

  const whenDrained = (onDrained: () => void): void => {
    const drained = new AbortController();
    const closed = untilClosed();
    socket.ping(undefined, undefined, (error?: Error | null) => {
      drained.abort();
      if (!error && !closed.aborted) onDrained();
    });
    const signal = AbortSignal.any([drained.signal, closed]);
    clock.sleep(STALL_DEADLINE_MS, signal).then(
      () => socket.terminate(),
      () => undefined,
    );
  };
  /** The system's own buffers then fill at the client's end. */
  const holdBack = (): void => {
    isHeldBack = true;
    socket.pause();
    whenDrained(() => {
      isHeldBack = false;
      socket.resume();
    });
  };
  const sendFrame = (frame: string | Buffer): void => {
    socket.send(frame, { binary: false });
    if (!isHeldBack && socket.bufferedAmount > SOFT_BACKLOG_BYTES) holdBack();
  };

  const send = (message: ServerMessage): void => sendFrame(JSON.stringify(message));

  return {
    get isHeldBack() {
      return isHeldBack;
    },
    send,
    sendFrame,
    refuse: (id, { code, message, remedy }) => send({ kind: 'refused', id, code, message, remedy }),
    whenDrained,
  };
}
