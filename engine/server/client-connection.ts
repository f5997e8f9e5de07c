import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { logFailure, runLater } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { createTokenBucket, type TokenBucket } from '../base/token-bucket.ts';
import { decodeAudioFrame, type WireAudioFrame } from '../protocol/audio-frame.ts';
import type { Command, Role } from '../protocol/commands.ts';
import { isTransient } from '../protocol/event-keeping.ts';
import type { EngineEvent } from '../protocol/events.ts';
import { CLOSE_REPLACED, PROTOCOL_VERSION, type ClientMessage } from '../protocol/messages.ts';
import { eventForRole, EVENTS_BY_ROLE } from '../protocol/role-events.ts';
import { createCaptureSeat, type CaptureOwners, type CaptureSeat } from './capture-owners.ts';
import { createOutbox, SOFT_BACKLOG_BYTES, type ClientOutbox } from './client-outbox.ts';
import { frameOf, greetingFrameOf } from './event-frame.ts';
import type { Hub } from './hub.ts';
import { readMessage } from './read-message.ts';
import { createCommandRunner } from './run-commands.ts';

const HELLO_DEADLINE_MS = 5_000;
/** One more at once ends the connection. */
const JUNK_BURST_COUNT = 2;
const JUNK_REFILL_MS = 60_000;
/** Unsent bytes above which a client gets nothing until it has read them all, and then a snapshot. */
const HARD_BACKLOG_BYTES = 1_024 * 1_024;
/** Frames of one turn of the event loop are written together, up to this many bytes. */
const GATHERED_LIMIT_BYTES = 16 * 1_024;
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

interface ServedClientDeps extends ConnectionDeps {
  readonly captureOwners: CaptureOwners;
}

/**
 * Serves a client until its socket closes.
 * @param transport what the socket writes to.
 */
export function serveClient(
  socket: WebSocket,
  transport: Duplex,
  role: Role,
  deps: ServedClientDeps,
): ClientConnection {
  const client = new ServedClient(socket, transport, role, deps);
  client.start();
  return client;
}

class ServedClient implements ClientConnection {
  readonly role: Role;
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  readonly #deps: ServedClientDeps;
  readonly #outbox: ClientOutbox;
  /** Ends the deadline for the greeting. */
  #greeting: AbortController | undefined;
  // Most clients only listen and never need these.
  #closed: AbortController | undefined;
  #seat: CaptureSeat | undefined;
  #run: ReturnType<typeof createCommandRunner> | undefined;
  #phase: 'greeting' | 'live' | 'behind' = 'greeting';
  #junk: TokenBucket | undefined;
  #heardAtMs: number;
  #isAlive = true;

  constructor(socket: WebSocket, transport: Duplex, role: Role, deps: ServedClientDeps) {
    this.role = role;
    this.#socket = socket;
    this.#transport = transport;
    this.#deps = deps;
    this.#heardAtMs = deps.clock.nowMs();
    this.#outbox = createOutbox(socket, deps.clock, () => this.#untilClosed);
  }

  start(): void {
    const socket = this.#socket;
    const { log, onCaptureGone } = this.#deps;
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('pong', () => this.#noteLife());
    socket.on('error', (error) => log.info('client socket failed', { role: this.role, error }));
    socket.on('close', () => {
      this.#greeting?.abort();
      this.#closed ??= new AbortController();
      this.#closed.abort();
      for (const channel of this.#seat?.leave() ?? []) onCaptureGone(channel);
    });
    const greeting = new AbortController();
    this.#greeting = greeting;
    const hangUp = (): void => socket.close(CLOSE_POLICY_VIOLATION, 'no greeting');
    this.#after(HELLO_DEADLINE_MS, hangUp, greeting.signal);
  }

  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  deliver(event: EngineEvent, frame: Buffer): void {
    if (this.#phase !== 'live' || !EVENTS_BY_ROLE[this.role].has(event.type)) return;
    this.#gather();
    const backlogBytes = this.#socket.bufferedAmount;
    if (backlogBytes > HARD_BACKLOG_BYTES) this.#fallBehind();
    else if (backlogBytes <= SOFT_BACKLOG_BYTES || !isTransient(event)) {
      const seen = eventForRole(event, this.role);
      this.#socket.send(seen === event ? frame : frameOf(seen), { binary: false });
    }
  }

  checkAlive(): void {
    // Nothing is read from a client that is held back; its own deadline is shorter.
    if (this.#outbox.isHeldBack) return;
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  replace(): void {
    this.#socket.close(CLOSE_REPLACED, 'another client needs the place');
    this.#after(REPLACED_DEADLINE_MS, () => this.#socket.terminate(), this.#untilClosed);
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#noteLife();
    // `binaryType` is left at its default, so every message is one Buffer.
    const bytes = data as Buffer;
    try {
      if (isBinary) this.#onAudio(bytes);
      else this.#onText(bytes.toString('utf8'));
    } catch (error) {
      this.#deps.log.warn('message failed', { role: this.role, error });
    }
  }

  #onText(text: string): void {
    const message = readMessage(text);
    if (!message) {
      this.#refuseJunk('The message could not be understood.');
    } else if (message.kind === 'hello') {
      if (this.#phase !== 'greeting') this.#refuseJunk('A second greeting.');
      else this.#catchUp(message.resume);
    } else if (this.#phase === 'greeting') {
      this.#refuseJunk('A greeting comes first.');
    } else if (message.kind === 'refused') {
      this.#outbox.refuse(message.id, message.error);
    } else {
      this.#run ??= this.#createRunner();
      this.#run(message.id, message.command).catch(logFailure(this.#deps.log, 'answer a command'));
    }
  }

  #onAudio(bytes: Uint8Array): void {
    const mayCapture = this.role === 'capture' && this.#phase !== 'greeting';
    const frame = mayCapture ? decodeAudioFrame(bytes) : undefined;
    if (!frame) this.#refuseJunk('Audio that could not be used.');
    else if (this.#captureSeat.admits(frame.channel)) this.#deps.onAudio(frame);
  }

  /** A write costs more than the frame in it, and an answer from the cache is four frames at once. */
  #gather(): void {
    const transport = this.#transport;
    if (transport.writableCorked === 0) {
      transport.cork();
      // After every promise that is being settled now.
      queueMicrotask(() => process.nextTick(() => transport.uncork()));
    } else if (transport.writableLength > GATHERED_LIMIT_BYTES) {
      transport.uncork();
      transport.cork();
    }
  }

  #noteLife(): void {
    this.#heardAtMs = this.#deps.clock.nowMs();
    this.#isAlive = true;
  }

  #refuseJunk(message: string): void {
    const { clock, log } = this.#deps;
    this.#junk ??= createTokenBucket({
      capacityCount: JUNK_BURST_COUNT,
      refillMs: JUNK_REFILL_MS,
      nowMs: () => clock.nowMs(),
    });
    this.#outbox.refuse(-1, new EngineError('bad-message', message, 'Reload the page.'));
    log.warn('client sent junk', { role: this.role });
    if (!this.#junk.take()) this.#socket.close(CLOSE_POLICY_VIOLATION, 'too many bad messages');
  }

  /** Sends where the engine stands and what the client missed; from then on every event of its role. */
  #catchUp(resume: Resume | undefined): void {
    this.#greeting?.abort();
    this.#greeting = undefined;
    greet(this.role, resume, this.#deps, this.#outbox);
    this.#phase = 'live';
  }

  /** Holds events back until everything sent so far has left, then sends the whole state again. */
  #fallBehind(): void {
    this.#phase = 'behind';
    this.#deps.log.warn('client reads too slowly', { role: this.role });
    this.#outbox.whenDrained(() => this.#catchUp(undefined));
  }

  get #untilClosed(): AbortSignal {
    this.#closed ??= new AbortController();
    return this.#closed.signal;
  }

  get #captureSeat(): CaptureSeat {
    this.#seat ??= createCaptureSeat(this.#deps.captureOwners, (channel) =>
      this.#outbox.send({ kind: 'capture-lost', channel }),
    );
    return this.#seat;
  }

  #createRunner(): ReturnType<typeof createCommandRunner> {
    const { clock, log, execute } = this.#deps;
    return createCommandRunner(this.role, this.#outbox, {
      clock,
      log,
      execute: async (command) => {
        if (command.type !== 'report-capture' || this.#captureSeat.follow(command)) {
          await execute(command, this.role);
        }
      },
    });
  }

  #after(durationMs: number, action: () => void, signal: AbortSignal): void {
    const { clock, log } = this.#deps;
    const onFailure = logFailure(log, 'end a connection');
    runLater(durationMs, action, { clock, onFailure }, signal);
  }
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
  // What one client missed is hardly what the next one missed.
  const frame = missed ? frameOf : greetingFrameOf;
  for (const event of events) outbox.sendFrame(frame(eventForRole(event, role)));
}
