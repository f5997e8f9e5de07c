import { z } from 'zod';
import { COMMAND_TYPES, commandSchema, roleSchema } from './commands.ts';
import { errorCodeSchema } from './error-codes.ts';
import { channelSchema } from './call-parts.ts';
import { engineEventSchema } from './events.ts';

/**
 * The frames of the WebSocket. Text frames are JSON; binary frames go only from a `capture` client to the
 * engine and are audio (see audio-frame.ts).
 *
 * A client speaks first: `hello`, with the epoch and sequence number it knows, if any. The server answers
 * `welcome`; `isResumed` says whether what follows continues the client's state or replaces it (then the
 * events that rebuild the present state follow first).
 */
export const PROTOCOL_VERSION = 1;

/** Sub-protocols of the handshake: this name, and `token.<base64url>` which the server never echoes. */
export const SUBPROTOCOL = 'sotto.v1';
export const TOKEN_SUBPROTOCOL_PREFIX = 'token.';

/** Close code of a client that made way for a newer one; it comes back late or not at all. */
export const CLOSE_REPLACED = 4001;

export const clientMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hello'),
    protocol: z.literal(PROTOCOL_VERSION),
    resume: z.strictObject({ epoch: z.string().max(64), afterSeq: z.int().min(0) }).optional(),
  }),
  /** `id` comes back in the reply. */
  z.strictObject({ kind: z.literal('command'), id: z.int().min(0), command: commandSchema }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** A command whose type is known, whatever the values in it are. */
export const commandEnvelopeSchema = z.strictObject({
  kind: z.literal('command'),
  id: z.int().min(0),
  command: z.looseObject({ type: z.string().refine((type) => COMMAND_TYPES.has(type)) }),
});

export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('welcome'),
    protocol: z.literal(PROTOCOL_VERSION),
    epoch: z.string(),
    role: roleSchema,
    /** Sequence number of the newest event that this role receives. */
    seq: z.int(),
    isResumed: z.boolean(),
    appVersion: z.string(),
  }),
  z.strictObject({ kind: z.literal('event'), event: engineEventSchema }),
  /** To a capturing client alone: another one fills this channel now, and its own frames are refused. */
  z.strictObject({ kind: z.literal('capture-lost'), channel: channelSchema }),
  z.strictObject({ kind: z.literal('accepted'), id: z.int() }),
  z.strictObject({
    kind: z.literal('refused'),
    /** −1 when the message was none that a client can send. */
    id: z.int(),
    code: errorCodeSchema,
    message: z.string(),
    remedy: z.string(),
  }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
