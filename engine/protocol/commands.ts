import { z } from 'zod';
import { tokenServiceSchema, tokenTextSchema } from './access-tokens.ts';
import { channelSchema, feedbackVerdictSchema, speakerNameSchema, speakerIdSchema } from './call-parts.ts';
import { componentNameSchema } from './component-state.ts';
import { desktopActionSchema } from './events.ts';
import { modelKindSchema } from './model-kind.ts';
import { nameTextSchema, settingsPatchSchema } from './settings.ts';

/** The few things a client may ask for. Each is answered by events that state the new fact. */

export const MAX_QUESTION_CHARACTERS = 2_000;

const turnIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/);
export const modelNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/);

export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ask'),
    text: z.string().trim().min(1, 'Type a question first.').max(MAX_QUESTION_CHARACTERS),
    /** The question it follows on from: "the same in fewer words". */
    aboutTurnId: turnIdSchema.optional(),
  }),
  /** Asks the question of a turn again, bypassing the cache. */
  z.strictObject({ type: z.literal('regenerate'), turnId: turnIdSchema }),
  /** Asks a turn that was passed over. */
  z.strictObject({ type: z.literal('ask-turn'), turnId: turnIdSchema }),
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('push-to-talk'), phase: z.enum(['press', 'release']) }),
  z.strictObject({ type: z.literal('pause'), isPaused: z.boolean() }),
  z.strictObject({ type: z.literal('start-capture') }),
  z.strictObject({ type: z.literal('stop-capture') }),
  /** Opens the channels and publishes their levels, until `stop-capture` or for two minutes; nothing is transcribed. */
  z.strictObject({ type: z.literal('check-levels') }),
  /** Opens the channels, plays a tone and reports which of them hears it. */
  z.strictObject({ type: z.literal('test-sound') }),
  /** `isFast` plays the call as fast as this machine can follow. */
  z.strictObject({ type: z.literal('play-demo'), isFast: z.boolean().optional() }),
  z.strictObject({ type: z.literal('stop-demo') }),
  z.strictObject({ type: z.literal('change-settings'), patch: settingsPatchSchema }),
  /** For the servers that the settings name now, and for no other; '' removes the one there is. */
  z.strictObject({
    type: z.literal('set-access-token'),
    service: tokenServiceSchema,
    token: tokenTextSchema,
  }),
  z.strictObject({ type: z.literal('give-consent') }),
  z.strictObject({ type: z.literal('withdraw-consent') }),
  /** Stops capture and erases what was said and answered, as far back as `privacy.wipeScope` says. */
  z.strictObject({ type: z.literal('wipe') }),
  z.strictObject({ type: z.literal('list-models') }),
  /** Asks a model a test question, to learn how fast it answers here. */
  z.strictObject({ type: z.literal('measure-model'), name: nameTextSchema.min(1).max(200) }),
  /** Measures the models that are here and takes the largest that is quick enough, unless one was named. */
  z.strictObject({ type: z.literal('choose-model') }),
  z.strictObject({ type: z.literal('describe-machine') }),
  /** Starts an Ollama that is installed and does not run. */
  z.strictObject({ type: z.literal('start-ollama') }),
  z.strictObject({ type: z.literal('collect-diagnostics') }),
  z.strictObject({ type: z.literal('collect-facts') }),
  z.strictObject({ type: z.literal('pull-model'), name: modelNameSchema }),
  z.strictObject({
    type: z.literal('download-model-file'),
    kind: modelKindSchema,
    name: modelNameSchema,
  }),
  z.strictObject({
    type: z.literal('import-model-file'),
    kind: modelKindSchema,
    path: nameTextSchema.min(1).max(4_000),
  }),
  z.strictObject({ type: z.literal('delete-model-file'), kind: modelKindSchema, name: modelNameSchema }),
  z.strictObject({ type: z.literal('cancel-download'), name: modelNameSchema }),
  z.strictObject({ type: z.literal('retry'), component: componentNameSchema }),
  z.strictObject({
    type: z.literal('give-feedback'),
    turnId: turnIdSchema,
    verdict: feedbackVerdictSchema,
  }),
  z.strictObject({ type: z.literal('revert-question-detector') }),
  /** For the running call. */
  z.strictObject({ type: z.literal('rename-speaker'), speakerId: speakerIdSchema, name: speakerNameSchema }),
  /** A capturing page reports which device it opened, why it could not, or that another page took the channel over. */
  z.strictObject({
    type: z.literal('report-capture'),
    channel: channelSchema,
    status: z.enum(['open', 'closed', 'missing', 'denied', 'failed', 'muted', 'moved']),
    device: z.string().max(500),
  }),
  /** The shell reports whether the global key is registered. */
  z.strictObject({
    type: z.literal('report-push-to-talk'),
    isRegistered: z.boolean(),
    detail: z.string().max(500),
  }),
  /** The command line asks the desktop app, which owns the windows; see `desktop.requested`. */
  z.strictObject({ type: z.literal('control-desktop'), action: desktopActionSchema }),
  /** The HUD reports when a first bullet was on the screen. `sinceEventMs`: from message receipt to paint. */
  z.strictObject({
    type: z.literal('report-painted'),
    turnId: turnIdSchema,
    sinceEventMs: z.number().min(0).max(600_000),
  }),
]);

export type Command = z.infer<typeof commandSchema>;
export type CommandType = Command['type'];
export const COMMAND_TYPES: ReadonlySet<string> = new Set(
  commandSchema.options.map(({ shape }) => shape.type.value),
);

/** Assigned by the server to a token, never claimed by a client. */
export const roleSchema = z.enum(['hud', 'settings', 'history', 'shell', 'capture', 'cli']);
export type Role = z.infer<typeof roleSchema>;

const HUD_COMMANDS: readonly CommandType[] = [
  'ask',
  'regenerate',
  'ask-turn',
  'cancel',
  'push-to-talk',
  'pause',
  'start-capture',
  'stop-capture',
  'check-levels',
  'play-demo',
  'stop-demo',
  'give-consent',
  'list-models',
  'describe-machine',
  'collect-diagnostics',
  'collect-facts',
  'pull-model',
  'download-model-file',
  'cancel-download',
  'retry',
  'give-feedback',
  'rename-speaker',
  'report-painted',
  'wipe',
];
const SETTINGS_COMMANDS: readonly CommandType[] = [
  'change-settings',
  'measure-model',
  'choose-model',
  'start-ollama',
  'set-access-token',
  'give-consent',
  'withdraw-consent',
  'list-models',
  'describe-machine',
  'collect-diagnostics',
  'pull-model',
  'download-model-file',
  'import-model-file',
  'delete-model-file',
  'cancel-download',
  'retry',
  'revert-question-detector',
  'play-demo',
  'stop-demo',
  'start-capture',
  'stop-capture',
  'check-levels',
  'test-sound',
  'wipe',
];

/** What each role may send; anything else is refused with `forbidden`. */
export const COMMANDS_BY_ROLE: Readonly<Record<Role, ReadonlySet<CommandType>>> = {
  hud: new Set(HUD_COMMANDS),
  settings: new Set(SETTINGS_COMMANDS),
  shell: new Set<CommandType>([
    'push-to-talk',
    'pause',
    'cancel',
    'report-push-to-talk',
    'start-capture',
    'wipe',
  ]),
  // Past calls are read and deleted at paths of their own.
  history: new Set(),
  capture: new Set<CommandType>(['report-capture']),
  cli: new Set<CommandType>([...HUD_COMMANDS, ...SETTINGS_COMMANDS, 'control-desktop']),
};
