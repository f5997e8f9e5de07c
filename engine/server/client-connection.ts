import type { RawData, WebSocket } from 'ws';
import { logFailure } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { decodeAudioFrame, type WireAudioFrame } from '../protocol/audio-frame.ts';
import type { Command, Role } from '../protocol/commands.ts';
import { isTransient, type EngineEvent } from '../protocol/events.ts';
import {
  clientMessageSchema,
  CLOSE_REPLACED,
  PROTOCOL_VERSION,
  type ClientMessage,
} from '../protocol/messages.ts';
import { EVENTS_BY_ROLE } from '../protocol/role-events.ts';
import { createCaptureSeat, type CaptureOwners } from './capture-owners.ts';
import { createOutbox, SOFT_BACKLOG_BYTES, type ClientOutbox } from './client-outbox.ts';
import type { Hub } from './hub.ts';
import { createCommandRunner } from './run-commands.ts';

const HELLO_DEADLINE_MS = 5_000;
const JUNK_LIMIT_COUNT = 3;
/** Unsent bytes above which a client gets nothing until it has read them all, and then a snapshot. */
const HARD_BACKLOG_BYTES = 1_024 * 1_024;
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

type Resume = NonNullable<Extract<ClientMessage, { kind: 'hello' }>['resume']>;

export function serveClient(
  socket: WebSocket,
  role: Role,
  deps: ConnectionDeps & { readonly captureOwners: CaptureOwners },
): ClientConnection {
  const { clock, log } = deps;
  const closed = new AbortController();
  const outbox = createOutbox(socket, clock, closed.signal);
  const seat = createCaptureSeat(deps.captureOwners, (channel) =>
    outbox.send({ kind: 'capture-lost', channel }),
  );
  const run = createCommandRunner(role, outbox, {
    clock,
    log,
    execute: async (command) => {
      if (command.type !== 'report-capture' || seat.follow(command)) await deps.execute(command, role);
    },
  });
  let phase: 'greeting' | 'live' | 'behind' = 'greeting';
  let junkCount = 0;
  let heardAtMs = clock.nowMs();
  let isAlive = true;

  const refuseJunk = (message: string): void => {
    junkCount += 1;
    outbox.refuse(-1, new EngineError('bad-message', message, 'Reload the page.'));
    log.warn('client sent junk', { role, junkCount });
    if (junkCount >= JUNK_LIMIT_COUNT) socket.close(CLOSE_POLICY_VIOLATION, 'too many bad messages');
  };
  const deadline = (durationMs: number, onOverdue: () => void): void =>
    void clock.sleep(durationMs, closed.signal).then(onOverdue, () => undefined);

  /** Tells where the client stands and what it misses; from then on it gets every event of its role. */
  const catchUp = (resume: Resume | undefined): void => {
    greet(role, resume, deps, outbox);
    phase = 'live';
  };
  /** Holds events back until everything sent so far has left, then starts the client's state anew. */
  const fallBehind = (): void => {
    phase = 'behind';
    log.warn('client reads too slowly', { role });
    outbox.whenDrained(() => catchUp(undefined));
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
      run(message.id, message.command).catch(logFailure(log, 'answer a command'));
    }
  };
  const onAudio = (bytes: Uint8Array): void => {
    const frame = role === 'capture' && phase !== 'greeting' ? decodeAudioFrame(bytes) : undefined;
    if (!frame) refuseJunk('Audio that could not be used.');
    else if (seat.admits(frame.channel)) deps.onAudio(frame);
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
    for (const channel of seat.leave()) deps.onCaptureGone(channel);
  });
  deadline(HELLO_DEADLINE_MS, () => {
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
      else if (backlogBytes <= SOFT_BACKLOG_BYTES || !isTransient(event)) {
        socket.send(frame, { binary: false });
      }
    },
    checkAlive() {
      // Nothing is read from a client that is held back; its own deadline is shorter.
      if (outbox.isHeldBack) return;
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
    },
    replace() {
      socket.close(CLOSE_REPLACED, 'another client needs the place');
      deadline(REPLACED_DEADLINE_MS, () => socket.terminate());
    },
  };
}

function greet(
  role: Role,
  resume: Resume | undefined,
  { hub, appVersion }: Pick<ConnectionDeps, 'hub' | 'appVersion'>,
  outbox: ClientOutbox,
): void {
  const missed = resume?.epoch === hub.epoch ? hub.replaySince(resume.afterSeq) : undefined;
  const events = (missed ?? hub.snapshot()).filter(({ type }) => EVENTS_BY_ROLE[role].has(type));
  outbox.send({
    kind: 'welcome',
    protocol: PROTOCOL_VERSION,
    epoch: hub.epoch,
    role,
    seq: events.at(-1)?.seq ?? (missed && resume ? resume.afterSeq : 0),
    isResumed: missed !== undefined,
    appVersion,
  });
  for (const event of events) outbox.send({ kind: 'event', event });
}

function parseMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
