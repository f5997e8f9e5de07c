import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Role } from '../protocol/commands.ts';
import { SUBPROTOCOL } from '../protocol/messages.ts';
import { HUD_PAGE, SETTINGS_PAGE, SOCKET_PATH } from '../protocol/session.ts';
import { createAccess, isFromHere, tokenOf, type Access } from './access.ts';
import { createCaptureOwners } from './capture-owners.ts';
import type { PastCalls } from './calls-routes.ts';
import { serveClient, type ClientConnection, type ConnectionDeps } from './client-connection.ts';
import { frameOf } from './event-frame.ts';
import { answerRequest } from './http-routes.ts';
import { claimServing } from './instance.ts';
import type { MonitoringSource } from './monitoring-routes.ts';
import type { ModelReceiver, SoundReceiver } from './receive-uploads.ts';
import { openStaticFiles } from './static-files.ts';

// An import would evaluate all exports of the module, an HTTP client among them: 30 ms of every start.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** Tried first, then the ones after it, when the user chose no port. */
export const USUAL_PORT = 7_419;
const PORT_ATTEMPT_COUNT = 20;
const LOOPBACK = '127.0.0.1';

const HEADER_DEADLINE_MS = 5_000;
const REQUEST_DEADLINE_MS = 10_000;
const OVERDUE_CHECK_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1_024;
const MAX_MESSAGE_BYTES = 64 * 1_024;
const MAX_FRAGMENT_COUNT = 16;
const MAX_BUFFERED_CHUNK_COUNT = 1_024;
const SOCKET_LIMIT_COUNT = 64;
/** Connections beyond the sockets: pages loading, and strangers until their headers are overdue. */
const SPARE_CONNECTION_COUNT = 1_024;
/** Sockets that bring no sign of life between two checks are dead. */
const ALIVE_CHECK_MS = 30_000;
const CLOSE_DEADLINE_MS = 500;
const CLOSE_GOING_AWAY = 1001;

/** In a browser the HUD also shows past calls and captures sound; the desktop app has windows for them. */
const HUD_ROLES: readonly Role[] = ['hud', 'history', 'capture'];
const SETTINGS_ROLES: readonly Role[] = ['settings'];

export interface ServerOptions extends ConnectionDeps {
  /** The built pages; may be missing, then `/` says so. */
  readonly staticDirectory: string;
  /** 0 takes any free port; undefined the usual one, or the next free. */
  readonly port: number | undefined;
  /** Claimed for as long as the server runs, so that no second engine serves it; absent: not claimed. */
  readonly dataDir?: string;
  /** Figures for a monitoring system; absent: there are none. */
  readonly monitoring?: MonitoringSource;
  /** Takes in models that the settings page hands over; absent: none is. */
  readonly models?: ModelReceiver;
  /** Takes in recordings that are dropped on the HUD; absent: none is. */
  readonly sounds?: SoundReceiver;
  /** What the history page reads; absent: there is none. */
  readonly calls?: PastCalls;
  /** Open WebSockets at most; 64 when absent. */
  readonly socketLimitCount?: number | undefined;
  /** What the tokens follow from; random when absent. */
  readonly secret?: Buffer | undefined;
}

export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** Open WebSockets. */
  readonly clientCount: number;
  /** Same token for a role during the whole launch. Hand it over a private channel only. */
  mintToken(role: Role): string;
  /** A fresh URL with a one-time code in its fragment, good for ten minutes. */
  hudUrl(): string;
  settingsUrl(): string;
  close(): Promise<void>;
}

/**
 * Serves the pages and the protocol on loopback, and only there.
 * @param signal ends the attempt to start; a running server is ended by `close`.
 * @throws EngineError 'port-taken' | 'already-running'
 */
export async function startServer(options: ServerOptions, signal: AbortSignal): Promise<RunningServer> {
  signal.throwIfAborted();
  await using undo = new AsyncDisposableStack();
  const claim =
    options.dataDir === undefined ? undefined : undo.use(await claimServing(options.dataDir, options.log));
  const access = createAccess(options.clock, options.secret);
  const files = openStaticFiles(options.staticDirectory);
  const http = createServer({
    headersTimeout: HEADER_DEADLINE_MS,
    requestTimeout: REQUEST_DEADLINE_MS,
    connectionsCheckingInterval: OVERDUE_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // A missing host gets the same answer as a wrong one, from our own check.
    requireHostHeader: false,
  });
  const socketLimitCount = options.socketLimitCount ?? SOCKET_LIMIT_COUNT;
  http.maxConnections = socketLimitCount + SPARE_CONNECTION_COUNT;
  const port = await listen(http, options.port);
  // A connection that cannot be taken, for want of file descriptors, ends nothing else.
  http.on('error', (error) => options.log.warn('connection not taken', { error }));
  const origin = `http://${LOOPBACK}:${port}`;

  const hudUrl = (): string => `${origin}${HUD_PAGE}#code=${access.mintCode(HUD_ROLES)}`;
  http.on('request', (request, response) => {
    const { monitoring, models, sounds, calls } = options;
    const deps = { access, files, port, hudUrl, monitoring, models, sounds, calls };
    answerRequest(request, response, deps).catch((error: unknown) => {
      options.log.info('request failed', { error });
      response.destroy();
    });
  });
  const sockets = acceptSockets(http, port, socketLimitCount, access, options);
  const stopBroadcast = broadcastEvents(options, sockets.connections);

  undo.defer(() => closeServer(http, sockets.server));
  const closing = new AbortController();
  undo.defer(() => closing.abort());
  checkAlive(sockets.connections, options.clock, closing.signal).catch(() => undefined);
  undo.defer(stopBroadcast);
  await claim?.announce({ origin, token: access.mintToken('cli') });
  signal.throwIfAborted();

  const owned = undo.move();
  const close = (): Promise<void> => owned.disposeAsync();
  return {
    origin,
    port,
    get clientCount() {
      return sockets.connections.size;
    },
    mintToken: (role) => access.mintToken(role),
    hudUrl,
    settingsUrl: () => `${origin}${SETTINGS_PAGE}#code=${access.mintCode(SETTINGS_ROLES)}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Says goodbye to every client and hangs up on those that do not answer. */
async function closeServer(http: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  for (const client of sockets.clients) client.close(CLOSE_GOING_AWAY, 'Sotto is quitting');
  const overdue = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
    http.closeAllConnections();
  }, CLOSE_DEADLINE_MS);
  http.closeIdleConnections();
  await closed;
  clearTimeout(overdue);
}

/** Checks every handshake before it becomes a socket. */
function acceptSockets(
  http: Server,
  port: number,
  socketLimitCount: number,
  access: Access,
  deps: ConnectionDeps,
): { server: WebSocketServer; connections: Set<ClientConnection> } {
  const captureOwners = createCaptureOwners();
  let unloggedCount = 0;
  const connections = new Set<ClientConnection>();
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENT_COUNT,
    maxBufferedChunks: MAX_BUFFERED_CHUNK_COUNT,
    skipUTF8Validation: false,
    // The token that was offered beside it is never echoed.
    handleProtocols: () => SUBPROTOCOL,
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!isFromHere(request, port)) return turnAway(socket, 403);
    if (request.url !== SOCKET_PATH) return turnAway(socket, 404);
    const token = tokenOf(request);
    const role = access.roleOf(token);
    if (!role) {
      const isWithinRate = access.noteFailure();
      if (isWithinRate) deps.log.warn('handshake without a right token', { unloggedCount });
      unloggedCount = isWithinRate ? 0 : unloggedCount + 1;
      return turnAway(socket, isWithinRate ? 401 : 429);
    }
    if (connections.size >= socketLimitCount) makeRoom(connections, role);
    server.handleUpgrade(request, socket, head, (client) => {
      const connection = serveClient(client, socket, role, { ...deps, captureOwners });
      const releasePass = access.holdPass(token);
      connections.add(connection);
      client.on('close', () => {
        connections.delete(connection);
        releasePass();
      });
    });
  });
  return { server, connections };
}

/** A client with the right token is never shut out: the one of its role that was silent longest makes way. */
function makeRoom(connections: Set<ClientConnection>, role: Role): void {
  const ofRole = [...connections].filter((connection) => connection.role === role);
  const [longestSilent] = (ofRole.length > 0 ? ofRole : [...connections]).toSorted(
    (a, b) => a.heardAtMs - b.heardAtMs,
  );
  if (!longestSilent) return;
  connections.delete(longestSilent);
  longestSilent.replace();
}

/** Never settles before `signal` aborts. */
async function checkAlive(
  connections: ReadonlySet<ClientConnection>,
  clock: Clock,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await clock.sleep(ALIVE_CHECK_MS, signal);
    for (const connection of connections) connection.checkAlive();
  }
}

/** @returns stops it. */
function broadcastEvents({ hub }: ConnectionDeps, connections: ReadonlySet<ClientConnection>): () => void {
  return hub.subscribe((event) => {
    if (connections.size === 0) return;
    const frame = frameOf(event);
    for (const connection of connections) connection.deliver(event, frame);
  });
}

function turnAway(socket: Duplex, status: number): void {
  const answer = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(answer, () => socket.destroy());
}

/** @returns the port that it got. */
async function listen(http: Server, wantedPort: number | undefined): Promise<number> {
  const candidates =
    wantedPort === undefined
      ? [...Array.from({ length: PORT_ATTEMPT_COUNT }, (_, index) => USUAL_PORT + index), 0]
      : [wantedPort];
  for (const port of candidates) {
    if (await tryListen(http, port)) return (http.address() as AddressInfo).port;
  }
  throw new EngineError(
    'port-taken',
    `Port ${wantedPort} is used by another program.`,
    'Set SOTTO_PORT to another number, or to 0 for any free port.',
  );
}

/** @returns false when another program has the port. */
function tryListen(http: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      http.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const onListening = (): void => {
      http.off('error', onError);
      resolve(true);
    };
    http
      .once('error', onError)
      .once('listening', onListening)
      .listen({ port, host: LOOPBACK, exclusive: true });
  });
}
