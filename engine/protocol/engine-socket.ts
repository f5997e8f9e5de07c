import type { Command } from './commands.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import {
  CLOSE_REPLACED,
  PROTOCOL_VERSION,
  serverMessageSchema,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from './messages.ts';
import { SOCKET_PATH } from './session.ts';
import { PATIENT_ATTEMPT_INDEX, reconnectDelayMs } from './backoff.ts';
import { CommandRefused } from './command-refused.ts';

const MAX_BUFFERED_AUDIO_BYTES = 64 * 1024;
/** Handshakes refused in a row by an engine that answers plain requests: the token is not its own. */
const REFUSALS_TO_EXPIRE_COUNT = 4;

export interface EngineSocket extends Disposable {
  /**
   * Settles when the engine took the command.
   * @throws CommandRefused with the engine's reason, or when the connection is down.
   */
  send(command: Command): Promise<void>;
  /** Sends one audio message; false when it was dropped because the connection is down or behind. */
  sendAudio(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export interface SocketOptions {
  /** The engine's origin, `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly token: string;
  /** Where a new connection should resume. */
  readonly resumePoint: () => { epoch: string; afterSeq: number } | undefined;
  readonly onMessage: (message: ServerMessage) => void;
  /** `lost`: trying again; `expired`: the engine is there but does not know this token any more. */
  readonly onStatus: (status: 'lost' | 'expired') => void;
}

/** Keeps one connection to the engine open until disposed, coming back by itself when it is lost. */
export function openEngineSocket(options: SocketOptions): EngineSocket {
  const pending = new Map<number, PromiseWithResolvers<void>>();
  let socket: WebSocket | undefined;
  let isWelcome = false;
  let isClosed = false;
  let commandId = 0;
  let attemptIndex = 0;
  let refusalCount = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const connect = (): void => {
    const opened = dial(options);
    opened.addEventListener('open', () => {
      const resume = options.resumePoint();
      post(opened, { kind: 'hello', protocol: PROTOCOL_VERSION, ...(resume ? { resume } : {}) });
    });
    opened.addEventListener('message', ({ data }) => receive(data));
    opened.addEventListener('close', ({ code }) => {
      // It made way for another page, which must not have to make way in turn at once.
      if (code === CLOSE_REPLACED) attemptIndex = PATIENT_ATTEMPT_INDEX;
      lose().catch(() => (retryTimer = setTimeout(connect, reconnectDelayMs(PATIENT_ATTEMPT_INDEX, 1))));
    });
    socket = opened;
  };

  const receive = (data: unknown): void => {
    const message = parse(data);
    if (!message) return;
    if (message.kind === 'welcome') {
      isWelcome = true;
      attemptIndex = 0;
      refusalCount = 0;
    }
    if (message.kind === 'accepted') take(pending, message.id)?.resolve();
    if (message.kind === 'refused') {
      const refusal = new CommandRefused(message.code, message.message, message.remedy);
      take(pending, message.id)?.reject(refusal);
    }
    options.onMessage(message);
  };

  const lose = async (): Promise<void> => {
    const wasWelcome = isWelcome;
    isWelcome = false;
    for (const id of pending.keys()) take(pending, id)?.reject(connectionLost());
    if (isClosed) return;
    options.onStatus('lost');
    if (!wasWelcome && (await answersRequests(options.origin))) refusalCount += 1;
    if (isClosed) return;
    if (refusalCount >= REFUSALS_TO_EXPIRE_COUNT) {
      options.onStatus('expired');
      return;
    }
    retryTimer = setTimeout(connect, reconnectDelayMs(attemptIndex, Math.random()));
    attemptIndex += 1;
  };

  connect();
  return {
    send: (command) => {
      if (!socket || !isWelcome) return Promise.reject(connectionLost());
      const reply = Promise.withResolvers<void>();
      commandId += 1;
      pending.set(commandId, reply);
      post(socket, { kind: 'command', id: commandId, command });
      return reply.promise;
    },
    sendAudio: (bytes) => {
      if (!socket || !isWelcome || socket.bufferedAmount > MAX_BUFFERED_AUDIO_BYTES) return false;
      socket.send(bytes);
      return true;
    },
    [Symbol.dispose]: () => {
      isClosed = true;
      clearTimeout(retryTimer);
      socket?.close();
    },
  };
}

function dial({ origin, token }: SocketOptions): WebSocket {
  const url = `${origin.replace(/^http/, 'ws')}${SOCKET_PATH}`;
  const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
  socket.binaryType = 'arraybuffer';
  return socket;
}

function parse(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return serverMessageSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

function post(socket: WebSocket, message: ClientMessage): void {
  socket.send(JSON.stringify(message));
}

function take<Value>(map: Map<number, Value>, id: number): Value | undefined {
  const value = map.get(id);
  map.delete(id);
  return value;
}

async function answersRequests(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/`, { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}

function connectionLost(): CommandRefused {
  return new CommandRefused('internal', 'Sotto is not connected to its engine.', 'Wait for it to come back.');
}
