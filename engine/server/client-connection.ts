import type { RawData, WebSocket } from 'ws';
import { logFailure } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { createTokenBucket } from '../base/token-bucket.ts';
import { decodeAudioFrame, type WireAudioFrame } from '../protocol/audio-frame.ts';
import { COMMANDS_BY_ROLE, type Command, type Role } from '../protocol/commands.ts';
import { TRANSIENT_EVENT_TYPES, type EngineEvent } from '../protocol/events.ts';
import {
  clientMessageSchema,
  CLOSE_REPLACED,
  PROTOCOL_VERSION,
  type ClientMessage,
  type ServerMessage,
} from '../protocol/messages.ts';
import { EVENTS_BY_ROLE } from '../protocol/role-events.ts';
import type { CaptureOwners, CapturingClient } from './capture-owners.ts';
import type { Hub } from './hub.ts';

const HELLO_DEADLINE_MS = 5_000;
const JUNK_LIMIT_COUNT = 3;
const PENDING_COMMAND_LIMIT_COUNT = 32;
/** Far above what a person does by hand, a slider that is dragged included. */
const COMMAND_BURST_COUNT = 200;
const COMMAND_REFILL_MS = 20;
/**
 * Unsent bytes above which nothing more is read from a client, so that its replies cannot pile up, and above
 * which it goes without the readings that the next ones replace anyway.
 */
const SOFT_BACKLOG_BYTES = 64 * 1_024;
/** Unsent bytes above which a client gets nothing until it has read them all, and then a snapshot. */
const HARD_BACKLOG_BYTES = 1_024 * 1_024;
/** A client that has not read its backlog for so long is gone. */
const STALL_DEADLINE_MS = 10_000;
/** For the goodbye of a client that makes way for another. */
const REPLACED_DEADLINE_MS = 1_000;

const CLOSE_POLICY_VIOLATION = 1008;

export interface ConnectionDeps {
  readonly hub: Hub;
  readonly execute: (command: Command, role: Role) => Promise<void>;
  readonly onAudio: (frame: WireAudioFrame) => void;
  /** The client that filled a channel went away without closing it. */
  readonly onCaptureGone: (channel: WireAudioFrame['channel']) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appVersion: string;
}

/** One client: its role was settled by its token before the socket opened. */
export interface ClientConnection {
  readonly role: Role;
  /** When it was last heard, on the clock's time. */
  readonly heardAtMs: number;
  /** @param frame the event as a message, serialised once for all clients. */
  deliver(event: EngineEvent, frame: Buffer): void;
  /** Asks for a sign of life; hangs up when the last time brought none. */
  checkAlive(): void;
  /** Hangs up: another client needs the place. */
  replace(): void;
}

export function serveClient(
  socket: WebSocket,
  role: Role,
  deps: ConnectionDeps & { readonly captureOwners: CaptureOwners },
): ClientConnection {
  const { hub, clock, log, captureOwners } = deps;
  const closed = new AbortController();
  const commandRate = createTokenBucket({
    capacityCount: COMMAND_BURST_COUNT,
    refillMs: COMMAND_REFILL_MS,
    nowMs: () => clock.nowMs(),
  });
  let phase: 'greeting' | 'live' | 'behind' = 'greeting';
  let junkCount = 0;
  let pendingCount = 0;
  let isHeldBack = false;
  let heardAtMs = clock.nowMs();
  let isAlive = true;
  const lostChannels = new Set<WireAudioFrame['channel']>();

  const send = (message: ServerMessage): void => {
    socket.send(JSON.stringify(message));
    if (!isHeldBack && socket.bufferedAmount > SOFT_BACKLOG_BYTES) holdBack();
  };

  const refuse = (id: number, error: EngineError): void =>
    send({ kind: 'refused', id, code: error.code, message: error.message, remedy: error.remedy });

  const refuseJunk = (message: string): void => {
    junkCount += 1;
    refuse(-1, new EngineError('bad-message', message, 'Reload the page.'));
    log.warn('client sent junk', { role, junkCount });
    if (junkCount >= JUNK_LIMIT_COUNT) socket.close(CLOSE_POLICY_VIOLATION, 'too many bad messages');
  };

  const deadline = (durationMs: number, signal: AbortSignal, onOverdue: () => void): void =>
    void clock.sleep(durationMs, signal).then(onOverdue, () => undefined);

  /** Calls back once everything sent so far has left; hangs up on a client that reads nothing for long. */
  const whenDrained = (onDrained: () => void): void => {
    const drained = new AbortController();
    socket.ping(undefined, undefined, (error?: Error | null) => {
      drained.abort();
      if (!error && !closed.signal.aborted) onDrained();
    });
    deadline(STALL_DEADLINE_MS, AbortSignal.any([drained.signal, closed.signal]), () => socket.terminate());
  };

  /** Reads nothing more until the client has read its replies; the system's own buffers then fill at its end. */
  const holdBack = (): void => {
    isHeldBack = true;
    socket.pause();
    whenDrained(() => {
      isHeldBack = false;
      socket.resume();
    });
  };

  /** Tells where the client stands and what it misses; from then on it gets every event of its role. */
  const catchUp = (resume: { epoch: string; afterSeq: number } | undefined): void => {
    const missed = resume?.epoch === hub.epoch ? hub.replaySince(resume.afterSeq) : undefined;
    const events = (missed ?? hub.snapshot()).filter(({ type }) => EVENTS_BY_ROLE[role].has(type));
    send({
      kind: 'welcome',
      protocol: PROTOCOL_VERSION,
      epoch: hub.epoch,
      role,
      seq: events.at(-1)?.seq ?? (missed && resume ? resume.afterSeq : 0),
      isResumed: missed !== undefined,
      appVersion: deps.appVersion,
    });
    for (const event of events) send({ kind: 'event', event });
    phase = 'live';
  };

  /** Holds events back until everything sent so far has left, then starts the client's state anew. */
  const fallBehind = (): void => {
    phase = 'behind';
    log.warn('client reads too slowly', { role });
    whenDrained(() => catchUp(undefined));
  };

  const self: CapturingClient = {
    loseChannel: (channel) => {
      lostChannels.add(channel);
      send({ kind: 'capture-lost', channel });
    },
  };

  /** @returns false when the report is of no account: another client owns the channel. */
  const followReport = ({ channel, status }: Extract<Command, { type: 'report-capture' }>): boolean => {
    if (status === 'open' || status === 'muted') {
      lostChannels.delete(channel);
      captureOwners.claim(channel, self);
      return true;
    }
    const owner = captureOwners.ownerOf(channel);
    captureOwners.release(channel, self);
    return owner === undefined || owner === self;
  };

  const onCommand = async (id: number, command: Command): Promise<void> => {
    if (!commandRate.take()) {
      refuse(
        id,
        new EngineError('busy', 'Too many requests came at once.', 'Wait a moment, then try again.'),
      );
      return;
    }
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
      if (command.type !== 'report-capture' || followReport(command)) await deps.execute(command, role);
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
      onCommand(message.id, message.command).catch(logFailure(log, 'answer a command'));
    }
  };

  const onAudio = (bytes: Uint8Array): void => {
    const frame = role === 'capture' && phase !== 'greeting' ? decodeAudioFrame(bytes) : undefined;
    if (!frame) refuseJunk('Audio that could not be used.');
    else if (captureOwners.admits(frame.channel, self)) deps.onAudio(frame);
    else if (!lostChannels.has(frame.channel)) self.loseChannel(frame.channel);
  };

  const hear = (): void => {
    heardAtMs = clock.nowMs();
    isAlive = true;
  };
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return;
    hear();
    // `binaryType` is left at its default, so every message is one Buffer.
    const bytes = data as Buffer;
    try {
      if (isBinary) onAudio(bytes);
      else onText(bytes.toString('utf8'));
    } catch (error) {
      log.warn('message failed', { role, error });
    }
  });
  socket.on('pong', hear);
  socket.on('error', (error) => log.info('client socket failed', { role, error }));
  socket.on('close', () => {
    closed.abort();
    for (const channel of captureOwners.releaseAll(self)) deps.onCaptureGone(channel);
  });
  deadline(HELLO_DEADLINE_MS, closed.signal, () => {
    if (phase === 'greeting') socket.close(CLOSE_POLICY_VIOLATION, 'no greeting');
  });

  return {
    role,
    get heardAtMs() {
      return heardAtMs;
    },
    deliver(event, frame) {
      if (phase !== 'live' || !EVENTS_BY_ROLE[role].has(event.type)) return;
      const backlogBytes = socket.bufferedAmount;
      if (backlogBytes > HARD_BACKLOG_BYTES) fallBehind();
      else if (backlogBytes <= SOFT_BACKLOG_BYTES || !TRANSIENT_EVENT_TYPES.has(event.type)) {
        socket.send(frame, { binary: false });
      }
    },
    checkAlive() {
      // Nothing is read from a client that is held back; its own deadline is shorter.
      if (isHeldBack) return;
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
    },
    replace() {
      socket.close(CLOSE_REPLACED, 'another client needs the place');
      deadline(REPLACED_DEADLINE_MS, closed.signal, () => socket.terminate());
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
