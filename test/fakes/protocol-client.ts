import { WebSocket } from 'ws';
import type { Command } from '../../engine/protocol/commands.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import {
  PROTOCOL_VERSION,
  serverMessageSchema,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
  type ServerMessage,
} from '../../engine/protocol/messages.ts';
import { SOCKET_PATH } from '../../engine/protocol/session.ts';

type Welcome = Extract<ServerMessage, { kind: 'welcome' }>;
type Reply = Extract<ServerMessage, { kind: 'accepted' | 'refused' }>;

/** A client of the protocol over a real socket; everything it receives passes the protocol's own schema. */
export interface ProtocolClient extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly welcome: Welcome;
  readonly messages: readonly ServerMessage[];
  readonly events: readonly EngineEvent[];
  command(command: Command): Promise<Reply>;
  /** Settles as soon as one message, old or new, fits. */
  until<Found extends ServerMessage>(fits: (message: ServerMessage) => message is Found): Promise<Found>;
  until(fits: (message: ServerMessage) => boolean): Promise<ServerMessage>;
}

export interface ConnectOptions {
  readonly port: number;
  readonly token: string;
  readonly resume?: { epoch: string; afterSeq: number };
}

/** @throws the handshake's error, e.g. "Unexpected server response: 401". */
export async function connectClient(options: ConnectOptions): Promise<ProtocolClient> {
  const socket = openSocket(options.port, options.token);
  const messages: ServerMessage[] = [];
  let waiters: (() => void)[] = [];
  socket.on('message', (data) => {
    messages.push(serverMessageSchema.parse(JSON.parse((data as Buffer).toString('utf8'))));
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
  const { resume } = options;
  socket.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION, ...(resume && { resume }) }));

  const until = async (fits: (message: ServerMessage) => boolean): Promise<ServerMessage> => {
    for (;;) {
      const found = messages.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        waiters.push(resolve);
      });
    }
  };
  let commandCount = 0;
  const welcome = (await until((message) => message.kind === 'welcome')) as Welcome;
  return {
    socket,
    welcome,
    messages,
    get events() {
      return messages.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
    },
    async command(command) {
      const id = (commandCount += 1);
      socket.send(JSON.stringify({ kind: 'command', id, command }));
      const isReply = (message: ServerMessage): boolean => 'id' in message && message.id === id;
      return (await until(isReply)) as Reply;
    },
    until,
    [Symbol.asyncDispose]: () => closeSocket(socket),
  };
}

export function openSocket(
  port: number,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): WebSocket {
  return new WebSocket(
    `ws://127.0.0.1:${port}${SOCKET_PATH}`,
    [SUBPROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${token}`],
    { headers, perMessageDeflate: false },
  );
}

export async function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  socket.terminate();
  await closed;
}
