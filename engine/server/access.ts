import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { createTokenBucket } from '../base/token-bucket.ts';
import { roleSchema, type Role } from '../protocol/commands.ts';
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '../protocol/messages.ts';

const SECRET_BYTES = 32;
const PASS_LIFETIME_MS = 60_000;
const PASS_LIMIT_COUNT = 16;
const CODE_LIFETIME_MS = 10 * 60_000;
const CODE_LIMIT_COUNT = 16;
/** Wrong tries that are answered properly; more of them a minute are turned away unread. */
const FAILURE_BURST_COUNT = 20;
const FAILURE_REFILL_MS = 3_000;

/** Tokens and one-time codes of one launch. Compared in constant time; never logged, never on disk. */
export interface Access {
  /** The token of a role, the same one for the whole launch: 256 bits, base64url. */
  mintToken(role: Role): string;
  /** @returns the role that this token or pass stands for, if it is one of this launch. */
  roleOf(token: string): Role | undefined;
  /**
   * A token for a while only: good for 60 s, for as long as a socket that it opened is open, and for 60 s more.
   */
  mintPass(role: Role): string;
  /** Keeps a pass good until the returned function is called; a token of the launch needs none of that. */
  holdPass(token: string): () => void;
  /** A code that buys the tokens of `roles` once, within 10 minutes. */
  mintCode(roles: readonly Role[]): string;
  redeemCode(code: string): readonly Role[] | undefined;
  /**
   * Counts a wrong try. A right token or code is never held up by it.
   * @returns false when there were so many that the caller should not even answer properly.
   */
  noteFailure(): boolean;
}

interface Pass {
  readonly digest: Buffer;
  readonly role: Role;
  heldCount: number;
  expiresAtMs: number;
}

/** @param secret of the launch; all its tokens follow from it. */
export function createAccess(clock: Clock, secret: Buffer = randomBytes(SECRET_BYTES)): Access {
  const mintToken = (role: Role): string => createHmac('sha256', secret).update(role).digest('base64url');
  // Known before any is handed out: pages keep theirs when the engine is started again with the same secret.
  const known = roleSchema.options.map((role) => ({ role, digest: digestOf(mintToken(role)) }));
  let passes: readonly Pass[] = [];
  let codes: { digest: Buffer; roles: readonly Role[]; expiresAtMs: number }[] = [];
  const failures = createTokenBucket({
    capacityCount: FAILURE_BURST_COUNT,
    refillMs: FAILURE_REFILL_MS,
    nowMs: () => clock.nowMs(),
  });
  const passOf = (digest: Buffer): Pass | undefined => {
    passes = passes.filter((pass) => pass.heldCount > 0 || clock.nowMs() < pass.expiresAtMs);
    return passes.filter((pass) => timingSafeEqual(pass.digest, digest))[0];
  };

  return {
    mintToken,
    roleOf(token) {
      const digest = digestOf(token);
      let found: Role | undefined;
      // Every token is compared, so that the time reveals nothing about which one was close.
      for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.role;
      return found ?? passOf(digest)?.role;
    },
    mintPass(role) {
      const token = newSecret();
      const expiresAtMs = clock.nowMs() + PASS_LIFETIME_MS;
      const kept = passes.filter((pass) => pass.heldCount > 0 || clock.nowMs() < pass.expiresAtMs);
      passes = [
        ...kept.slice(1 - PASS_LIMIT_COUNT),
        { digest: digestOf(token), role, heldCount: 0, expiresAtMs },
      ];
      return token;
    },
    holdPass(token) {
      const pass = passOf(digestOf(token));
      if (!pass) return () => undefined;
      pass.heldCount += 1;
      return () => {
        pass.heldCount -= 1;
        pass.expiresAtMs = clock.nowMs() + PASS_LIFETIME_MS;
      };
    },
    mintCode(roles) {
      const code = newSecret();
      codes = [
        ...codes.slice(1 - CODE_LIMIT_COUNT),
        { digest: digestOf(code), roles, expiresAtMs: clock.nowMs() + CODE_LIFETIME_MS },
      ];
      return code;
    },
    redeemCode(code) {
      const digest = digestOf(code);
      const found = codes.filter((known) => timingSafeEqual(known.digest, digest))[0];
      codes = codes.filter((known) => known !== found);
      return found && clock.nowMs() < found.expiresAtMs ? found.roles : undefined;
    },
    noteFailure: () => failures.take(),
  };
}

/**
 * True when the request names this server as its host, exactly once, and comes from no page or from one of
 * this very origin. Stops other sites (cross-site sockets) and names that were re-bound to loopback.
 */
export function isFromHere(request: IncomingMessage, port: number): boolean {
  const hosts = rawHeaderValues(request, 'host');
  const [host] = hosts;
  if (hosts.length !== 1 || (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)) return false;
  const origins = rawHeaderValues(request, 'origin');
  return origins.length === 0 || (origins.length === 1 && origins[0] === `http://${host}`);
}

/** The token that a request brings in its header; '' when there is none. */
export function bearerOf(request: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

export function hasOrigin(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined;
}

/** The token of a handshake that offers exactly our protocol and one token; '' of any other. */
export function tokenOf(request: IncomingMessage): string {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const [token, ...others] = offered.filter((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
  if (!token || others.length > 0 || !offered.includes(SUBPROTOCOL)) return '';
  return token.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
}

/** `headers` joins or drops repeated ones; the raw list shows them all. */
function rawHeaderValues(request: IncomingMessage, name: string): string[] {
  return request.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name,
  );
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
