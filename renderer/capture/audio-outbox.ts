/** What a connection that is down or behind is owed at most: five seconds of both channels, as the engine's buffer holds. */
const MAX_MESSAGE_COUNT = 500;

/** Keeps captured sound, in order, until the connection takes it; the oldest is lost first. */
export interface AudioOutbox {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Forgets what waits: the capture ended. */
  clear(): void;
}

/** @param trySend false when the connection cannot take the message now. */
export function createAudioOutbox(trySend: (bytes: Uint8Array<ArrayBuffer>) => boolean): AudioOutbox {
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  return {
    send: (bytes) => {
      waiting.push(bytes);
      // A frame comes every 20 ms, so nothing else has to wake this.
      while (waiting[0] && trySend(waiting[0])) waiting.shift();
      if (waiting.length > MAX_MESSAGE_COUNT) waiting.shift();
    },
    clear: () => void (waiting.length = 0),
  };
}
