import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { decodeAudioFrame, type WireAudioFrame } from '../protocol/audio-frame.ts';
import { COMMANDS_BY_ROLE, type Command, type Role } from '../protocol/commands.ts';
import { TRANSIENT_EVENT_TYPES, type EngineEvent } from '../protocol/events.ts';
import {
  clientMessageSchema,
  PROTOCOL_VERSION,
  type ClientMessage,
  type ServerMessage,
} from '../protocol/messages.ts';
import type { Hub } from './hub.ts';

const HELLO_DEADLINE_MS = 5_000;
const JUNK_LIMIT_COUNT = 3;
const PENDING_COMMAND_LIMIT_COUNT = 32;
/** Unsent bytes above which a client goes without the readings that the next ones replace anyway. */
const SOFT_BACKLOG_BYTES = 64 * 1_024;
/** Unsent bytes above which a client gets nothing until it has read them all, and then a snapshot. */
const HARD_BACKLOG_BYTES = 1_024 * 1_024;
/** A client that has not read its backlog for so long is gone. */
const STALL_DEADLINE_MS = 10_000;

const CLOSE_POLICY_VIOLATION = 1008;

export interface ConnectionDeps {
  readonly hub: Hub;
  readonly execute: (command: Command, role: Role) => Promise<void>;
  readonly onAudio: (frame: WireAudioFrame) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appVersion: string;
}

/** One client: its role was settled by its token before the socket opened. */
export interface ClientConnection {
  /** @param frame the event as a message, serialised once for all clients. */
  deliver(event: EngineEvent, frame: Buffer): void;
}

export function serveClient(socket: WebSocket, role: Role, deps: ConnectionDeps): ClientConnection {
  const { hub, clock, log } = deps;
  const closed = new AbortController();
  let phase: 'greeting' | 'live' | 'behind' = 'greeting';
  let junkCount = 0;
  let pendingCount = 0;

  const send = (message: ServerMessage, onSent?: () => void): void =>
    socket.send(JSON.stringify(message), onSent && ((error) => error ?? onSent()));

  const refuse = (id: number, error: EngineError): void =>
    send({ kind: 'refused', id, code: error.code, message: error.message, remedy: error.remedy });

  const refuseJunk = (message: string): void => {
    junkCount += 1;
    refuse(-1, new EngineError('bad-message', message, 'Reload the page.'));
    log.warn('client sent junk', { role, junkCount });
    if (junkCount >= JUNK_LIMIT_COUNT) socket.close(CLOSE_POLICY_VIOLATION, 'too many bad messages');
  };

  /** Tells where the client stands and what it misses; from then on it gets every event. */
  const catchUp = (resume: { epoch: string; afterSeq: number } | undefined): void => {
    const missed = resume?.epoch === hub.epoch ? hub.replaySince(resume.afterSeq) : undefined;
    send({
      kind: 'welcome',
      protocol: PROTOCOL_VERSION,
      epoch: hub.epoch,
      role,
      seq: hub.seq,
      isResumed: missed !== undefined,
      appVersion: deps.appVersion,
    });
    for (const event of missed ?? hub.snapshot()) send({ kind: 'event', event });
    phase = 'live';
  };

  /** Holds events back until everything sent so far has left, then starts the client's state anew. */
  const fallBehind = (): void => {
    phase = 'behind';
    log.warn('client reads too slowly', { role });
    const drained = new AbortController();
    const onDrained = (): void => {
      drained.abort();
      catchUp(undefined);
    };
    socket.ping(undefined, undefined, (error?: Error | null) => error ?? onDrained());
    deadline(STALL_DEADLINE_MS, AbortSignal.any([drained.signal, closed.signal]), () => socket.terminate());
  };

  const deadline = (durationMs: number, signal: AbortSignal, onOverdue: () => void): void =>
    void clock.sleep(durationMs, signal).then(onOverdue, () => undefined);

  const onCommand = async (id: number, command: Command): Promise<void> => {
    if (!COMMANDS_BY_ROLE[role].has(command.type)) {
      const remedy = 'Use the window that is meant for it.';
      refuse(id, new EngineError('forbidden', `A ${role} client may not send "${command.type}".`, remedy));
      return;
    }
    if (pendingCount >= PENDING_COMMAND_LIMIT_COUNT) {
      refuse(id, new EngineError('busy', 'Too many requests are under way.', 'Wait for one to end.'));
      return;
    }
    pendingCount += 1;
    try {
      await deps.execute(command, role);
      send({ kind: 'accepted', id });
    } catch (error) {
      const failure = asEngineError(error);
      if (failure.code === 'internal')
        log.warn('command failed', { command: command.type, error: failure.cause });
      refuse(id, failure);
    } finally {
      pendingCount -= 1;
    }
  };

  const onText = (text: string): void => {
    const message = parseMessage(text);
    if (!message) {
      refuseJunk('The message could not be understood.');
    } else if (message.kind === 'hello') {
      if (phase !== 'greeting') refuseJunk('A second greeting.');
      else catchUp(message.resume);
    } else if (phase === 'greeting') {
      refuseJunk('A greeting comes first.');
    } else {
      void onCommand(message.id, message.command);
    }
  };

  const onAudio = (bytes: Uint8Array): void => {
    const frame = role === 'capture' && phase !== 'greeting' ? decodeAudioFrame(bytes) : undefined;
    if (frame) deps.onAudio(frame);
    else refuseJunk('Audio that could not be used.');
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return;
    // `binaryType` is left at its default, so every message is one Buffer.
    const bytes = data as Buffer;
    if (isBinary) onAudio(bytes);
    else onText(bytes.toString('utf8'));
  });
  socket.on('error', (error) => log.info('client socket failed', { role, error }));
  socket.on('close', () => closed.abort());
  deadline(HELLO_DEADLINE_MS, closed.signal, () => {
    if (phase === 'greeting') socket.close(CLOSE_POLICY_VIOLATION, 'no greeting');
  });

  return {
    deliver(event, frame) {
      if (phase !== 'live') return;
      const backlogBytes = socket.bufferedAmount;
      if (backlogBytes > HARD_BACKLOG_BYTES) fallBehind();
      else if (backlogBytes <= SOFT_BACKLOG_BYTES || !TRANSIENT_EVENT_TYPES.has(event.type)) {
        socket.send(frame, { binary: false });
      }
    },
  };
}

function parseMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
