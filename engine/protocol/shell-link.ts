import { z } from 'zod';
import { accessTokenSchema, heldTokenSchema, tokenServiceSchema } from './access-tokens.ts';
import { errorCodeSchema } from './error-codes.ts';
import { outsideQuestionSchema } from './outside-question.ts';
import { sessionSchema } from './session.ts';

/**
 * What the engine, as a utility process, and the Electron shell send each other over the process's own
 * channel: that it is ready, that it shall end, the processes that the shell starts on its behalf (a packaged
 * app runs no plain Node programs), and the access tokens that the shell keeps for it (only the shell reaches
 * the system's keychain). Everything else goes over the WebSocket.
 */

const childIndexSchema = z.int().min(0);

const RECOGNIZERS = 'engine/transcription/recognizers';

/** The processes that the engine may ask the shell for, and their sources; each is built under its name. */
export const ENGINE_PROCESSES = {
  'speech-process': `${RECOGNIZERS}/whisper/speech-process.ts`,
  'sherpa-onnx-process': `${RECOGNIZERS}/sherpa-onnx/sherpa-onnx-process.ts`,
  'voice-embedding-process': `${RECOGNIZERS}/sherpa-onnx/voice-embedding-process.ts`,
  'whisper-node-process': `${RECOGNIZERS}/whisper-node/whisper-node-process.ts`,
  'embedded-process': 'engine/answer/servers/embedded/embedded-process.ts',
} as const;

/** Any well-formed name; the shell answers one that is not listed with `child-exited`. */
const entryNameSchema = z.string().regex(/^[a-z][a-z-]{0,40}$/);

export const engineToShellSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), origin: z.string(), ...sessionSchema.shape }),
  z.strictObject({
    type: z.literal('failed'),
    code: errorCodeSchema,
    message: z.string(),
    remedy: z.string(),
  }),
  z.strictObject({
    type: z.literal('start-child'),
    childIndex: childIndexSchema,
    entryName: entryNameSchema,
  }),
  z.strictObject({ type: z.literal('send-to-child'), childIndex: childIndexSchema, message: z.unknown() }),
  z.strictObject({ type: z.literal('kill-child'), childIndex: childIndexSchema }),
  /** A page wants what the user has to confirm elsewhere; answered by `confirmed`. */
  z.strictObject({
    type: z.literal('confirm'),
    confirmIndex: z.int().min(0),
    question: outsideQuestionSchema,
  }),
  /** Both are answered by `token-held`, in order. Without a token the one that is kept is forgotten. */
  z.strictObject({ type: z.literal('load-token'), service: tokenServiceSchema }),
  z.strictObject({
    type: z.literal('keep-token'),
    service: tokenServiceSchema,
    accessToken: accessTokenSchema.optional(),
  }),
]);
export type EngineToShell = z.infer<typeof engineToShellSchema>;

export const shellToEngineSchema = z.discriminatedUnion('type', [
  /** End in order; the process is killed if it takes longer than the shell allows. */
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('child-started'), childIndex: childIndexSchema, processId: z.int() }),
  z.strictObject({ type: z.literal('child-sent'), childIndex: childIndexSchema, message: z.unknown() }),
  /** Sent once; `detail` says how. */
  z.strictObject({ type: z.literal('child-exited'), childIndex: childIndexSchema, detail: z.string() }),
  z.strictObject({ type: z.literal('confirmed'), confirmIndex: z.int().min(0), isAllowed: z.boolean() }),
  z.strictObject({ type: z.literal('token-held'), service: tokenServiceSchema, ...heldTokenSchema.shape }),
]);
export type ShellToEngine = z.infer<typeof shellToEngineSchema>;

/** The end of that channel inside a utility process (`process.parentPort`); undefined anywhere else. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
