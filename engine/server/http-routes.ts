import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Role } from '../protocol/commands.ts';
import { SESSION_PATH, SETTINGS_PASS_PATH, sessionRequestSchema, type Session } from '../protocol/session.ts';
import { bearerOf, hasOrigin, isFromHere, type Access } from './access.ts';
import { MODEL_UPLOAD_PATH, SOUND_UPLOAD_PATH } from '../protocol/uploads.ts';
import { LINK_PATH } from './instance.ts';
import { answerCalls, type PastCalls } from './calls-routes.ts';
import { readBody } from './http-body.ts';
import { answerMonitoring, type MonitoringSource } from './monitoring-routes.ts';
import {
  receiveModelPiece,
  receiveSoundPiece,
  type ModelReceiver,
  type SoundReceiver,
} from './receive-uploads.ts';
import type { StaticFiles } from './static-files.ts';

const SESSION_BODY_LIMIT_BYTES = 1_024;

export interface RouteDeps {
  readonly access: Access;
  readonly files: StaticFiles;
  readonly port: number;
  readonly hudUrl: () => string;
  readonly monitoring?: MonitoringSource | undefined;
  /** Absent where no page may hand over a model. */
  readonly models?: ModelReceiver | undefined;
  /** Absent where no page may hand over a recording. */
  readonly sounds?: SoundReceiver | undefined;
  /** Absent where no page may read past calls. */
  readonly calls?: PastCalls | undefined;
}

/** Answers one plain HTTP request: a built page, or the exchange of a one-time code for tokens. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  deps: RouteDeps,
): Promise<void> {
  for (const [name, value] of securityHeaders(deps.port)) response.setHeader(name, value);
  if (!isFromHere(request, deps.port)) return end(response, 403, 'Not from here.');
  const requestPath = (request.url ?? '').split('?', 1)[0] ?? '';
  if (requestPath === SESSION_PATH) return exchangeCode(request, response, deps);
  if (requestPath === SETTINGS_PASS_PATH) return giveSettingsPass(request, response, deps);
  if (requestPath === LINK_PATH) return giveLink(request, response, deps);
  const { models, sounds } = deps;
  if (requestPath === MODEL_UPLOAD_PATH && models && mayUpload(request, response, deps, 'settings'))
    return receiveModelPiece(request, response, models);
  if (requestPath === SOUND_UPLOAD_PATH && sounds && mayUpload(request, response, deps, 'hud'))
    return receiveSoundPiece(request, response, sounds);
  if (response.writableEnded) return;
  if (await answerMonitoring(request, response, requestPath, deps.access, deps.monitoring)) return;
  if (await answerCalls(request, response, deps.access, deps.calls)) return;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return end(response, 405, 'Only GET and HEAD.');
  }
  const file = await deps.files.read(requestPath);
  if (!file) {
    return requestPath === '/'
      ? end(response, 503, 'The pages have not been built. Run `npm run build`, then reload.')
      : end(response, 404, 'Not found.');
  }
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': file.bytes.byteLength,
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

/** The policy of every page: only what this server itself sends, no inline script or style, no framing. */
export function securityHeaders(port: number): [string, string][] {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `media-src 'self'`,
    `worker-src 'self'`,
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ];
  return [
    ['Content-Security-Policy', policy.join('; ')],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'microphone=(self), display-capture=(self), camera=(), geolocation=()'],
  ];
}

async function exchangeCode(
  request: IncomingMessage,
  response: ServerResponse,
  { access }: RouteDeps,
): Promise<void> {
  if (!isPost(request, response)) return;
  // Another site's form can neither send this type nor leave out its origin.
  if (!hasOrigin(request) || request.headers['content-type'] !== 'application/json') {
    return end(response, 403, 'Not from here.');
  }
  const body = await readBody(request, SESSION_BODY_LIMIT_BYTES);
  if (body === undefined) return end(response, 413, 'Too long.');
  const roles = access.redeemCode(parseCode(body.toString('utf8')));
  if (!roles) {
    return access.noteFailure()
      ? end(response, 401, 'This link has been used or is too old. Ask Sotto for a new one.')
      : end(response, 429, 'Too many wrong tries.');
  }
  const session: Session = {
    tokens: Object.fromEntries(roles.map((role) => [role, access.mintToken(role)])),
  };
  sendJson(response, session);
}

/** Gives a fresh link to a second start of Sotto by the same user, who could read the token on the disk. */
function giveLink(request: IncomingMessage, response: ServerResponse, { access, hudUrl }: RouteDeps): void {
  if (!isPost(request, response)) return;
  // No page ever holds this token, so a request from one is refused whatever it brings.
  if (hasOrigin(request) || access.roleOf(bearerOf(request)) !== 'cli') {
    return end(response, access.noteFailure() ? 401 : 429, 'Not for you.');
  }
  sendJson(response, { url: hudUrl() });
}

/** Gives the HUD, whose settings panel was opened, a token for it. */
function giveSettingsPass(request: IncomingMessage, response: ServerResponse, { access }: RouteDeps): void {
  if (!isPost(request, response)) return;
  if (!hasOrigin(request)) return end(response, 403, 'Not from here.');
  if (access.roleOf(bearerOf(request)) !== 'hud') {
    return end(response, access.noteFailure() ? 401 : 429, 'Not for you.');
  }
  const session: Session = { tokens: { settings: access.mintPass('settings') } };
  sendJson(response, session);
}

/** @returns false when the request was turned away: only a page with the right role may hand over a file. */
function mayUpload(
  request: IncomingMessage,
  response: ServerResponse,
  { access }: RouteDeps,
  role: Role,
): boolean {
  if (!isPost(request, response)) return false;
  if (hasOrigin(request) && access.roleOf(bearerOf(request)) === role) return true;
  if (!hasOrigin(request)) end(response, 403, 'Not from here.');
  else end(response, access.noteFailure() ? 401 : 429, 'Not for you.');
  return false;
}

/** @returns false when another method was answered. */
function isPost(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('Cache-Control', 'no-store');
  if (request.method === 'POST') return true;
  response.setHeader('Allow', 'POST');
  end(response, 405, 'Only POST.');
  return false;
}

function sendJson(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

function parseCode(body: string): string {
  try {
    return sessionRequestSchema.safeParse(JSON.parse(body)).data?.code ?? '';
  } catch {
    return '';
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  // The rest of a request that was turned away is not worth reading.
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(text);
}
