import type { Command } from '../engine/protocol/commands.ts';
import type { EngineEvent } from '../engine/protocol/events.ts';
import {
  PROTOCOL_VERSION,
  serverMessageSchema,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from '../engine/protocol/messages.ts';
import { SOCKET_PATH } from '../engine/protocol/session.ts';

const RECONNECT_DELAY_MS = 500;

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
  const url = `${address.origin.replace('http:', 'ws:')}${SOCKET_PATH}`;
  let commandCount = 0;
  let reconnect: NodeJS.Timeout | undefined;
  let isClosed = false;
  let socket = open();

  function open(): WebSocket {
    const opened = new WebSocket(url, [SUBPROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${address.token}`]);
    opened.addEventListener('open', () =>
      opened.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION })),
    );
    opened.addEventListener('message', ({ data }) => {
      const message = parseMessage(data);
      if (message?.kind === 'event') onEvent(message.event);
    });
    // An error is followed by a close.
    opened.addEventListener('error', () => undefined);
    opened.addEventListener('close', () => {
      if (isClosed) return;
      reconnect = setTimeout(() => {
        socket = open();
      }, RECONNECT_DELAY_MS);
    });
    return opened;
  }

  return {
    send(command) {
      if (socket.readyState !== WebSocket.OPEN) return;
      commandCount += 1;
      socket.send(JSON.stringify({ kind: 'command', id: commandCount, command }));
    },
    close() {
      isClosed = true;
      clearTimeout(reconnect);
      socket.close();
    },
  };
}

function parseMessage(data: unknown) {
  return typeof data === 'string' ? serverMessageSchema.safeParse(JSON.parse(data)).data : undefined;
}
