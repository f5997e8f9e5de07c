import { z } from 'zod';
import { tokenPlaceSchema, tokenServiceSchema } from './access-tokens.ts';
import {
  answerPathSchema,
  answerStatusSchema,
  channelSchema,
  feedbackVerdictSchema,
  passReasonSchema,
  questionKindSchema,
  questionOriginSchema,
  speakerNameSchema,
  speakerIdSchema,
  statedFactSchema,
  turnTimingSchema,
} from './call-parts.ts';
import { componentNameSchema, componentStateSchema, componentStatusSchema } from './component-state.ts';
import { echoReportSchema } from './echo-report.ts';
import { driftFeatureSchema } from './drift-feature.ts';
import { errorCodeSchema } from './error-codes.ts';
import { downloadKindSchema, modelKindSchema } from './model-kind.ts';
import { MODEL_SERVER_KINDS, settingsSchema } from './settings.ts';
import { channelTestSchema } from './sound-test.ts';

/** What the engine publishes to its clients. Past tense: an event states a fact and never asks for anything. */

export const modelListingSchema = z.strictObject({
  name: z.string(),
  sizeBytes: z.number().optional(),
  family: z.string().optional(),
  parameterSize: z.string().optional(),
  quantization: z.string().optional(),
  canThink: z.boolean(),
  unsuited: z.enum(['base', 'not-chat']).optional(),
  isRemote: z.boolean(),
  isLoaded: z.boolean(),
});

/** A file of the manifests, with ISO 639-1 codes (`*`: many), or the user's own, of which less is known. */
export const modelFileSchema = z.strictObject({
  kind: modelKindSchema,
  name: z.string(),
  bytes: z.number(),
  licence: z.string(),
  languages: z.array(z.string()).readonly(),
  isPresent: z.boolean(),
  isRecommended: z.boolean(),
  /** What Ollama calls it; only of chat models that it has. */
  ollamaName: z.string().optional(),
  /** Bytes of an unfinished download that can be resumed. */
  partialBytes: z.number(),
});
export type ModelFile = z.infer<typeof modelFileSchema>;

const base = { seq: z.int(), atMs: z.number() };
const turn = { ...base, turnId: z.string() };
const spoken = {
  ...turn,
  channel: channelSchema,
  /** The microphone hears everybody in the room: who spoke is not known. */
  isShared: z.boolean().optional(),
};

/** What only the desktop app can do. */
export const desktopActionSchema = z.enum([
  'show',
  'hide',
  'ask-last',
  'compact',
  'click-through',
  'copy',
  'quit',
]);
export type DesktopAction = z.infer<typeof desktopActionSchema>;

export const engineEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('component.changed'), ...base, state: componentStateSchema }),
  z.strictObject({ type: z.literal('settings.changed'), ...base, settings: settingsSchema }),
  /** Whether an access token is set, for which origins, and where it is kept; never the token. */
  z.strictObject({
    type: z.literal('access-token.changed'),
    ...base,
    service: tokenServiceSchema,
    keptIn: tokenPlaceSchema,
    origins: z.array(z.string()),
    /** Why it is not kept as it should be; '' when all is well. */
    detail: z.string(),
  }),
  z.strictObject({
    type: z.literal('models.listed'),
    ...base,
    backend: z.enum(MODEL_SERVER_KINDS),
    address: z.string(),
    /** The model that answers now; '' when none can. */
    selected: z.string(),
    location: z.enum(['this-machine', 'local-network', 'remote']),
    models: z.array(modelListingSchema),
    /** Models of the server that are too many, or whose names are too long, to be listed. */
    leftOutCount: z.int().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal('model-files.listed'), ...base, files: z.array(modelFileSchema) }),
  z.strictObject({
    type: z.literal('download.progressed'),
    ...base,
    kind: downloadKindSchema,
    name: z.string(),
    status: z.enum(['running', 'completed', 'cancelled', 'failed']),
    detail: z.string(),
    receivedBytes: z.number(),
    totalBytes: z.number(),
  }),
  z.strictObject({
    type: z.literal('capture.changed'),
    ...base,
    /** True before the first sample is taken. */
    isCapturing: z.boolean(),
    isPaused: z.boolean(),
    /** A file or the demo call is being played instead of a device. */
    isDemo: z.boolean(),
    /** The devices are only tried out: nothing is transcribed, and it is not a call. */
    isCheck: z.boolean().optional(),
    channels: z.array(channelSchema),
  }),
  /** A recording that was dropped on the HUD is being transcribed; published once a second. */
  z.strictObject({
    type: z.literal('file.progressed'),
    ...base,
    name: z.string(),
    status: z.enum(['running', 'completed', 'stopped', 'failed']),
    heardMs: z.number(),
    /** Sound heard in the time that passed. */
    speedRatio: z.number(),
    /** Both null where the file's length is not known. */
    durationMs: z.number().nullable(),
    leftMs: z.number().nullable(),
  }),
  /** Sent about four times a second and never replayed. */
  z.strictObject({
    type: z.literal('channel.measured'),
    ...base,
    channel: channelSchema,
    device: z.string(),
    levelDbfs: z.number(),
    noiseFloorDbfs: z.number(),
    /** Share of the last second's samples at full scale. */
    clippedRatio: z.number(),
    state: z.enum(['starting', 'listening', 'quiet', 'no-signal', 'lost', 'denied']),
    /** Speech is heard, but no words come of it. */
    isWordless: z.boolean(),
    /** With `isWordless`: the words are still being recognized. */
    isBehind: z.boolean().optional(),
    isSpeech: z.boolean(),
    lastFrameAgeMs: z.number(),
    lastWordAgeMs: z.number().nullable(),
    droppedFrameCount: z.int(),
    /** What the other side's sound does to the microphone; only there, and only beside the other side. */
    echo: echoReportSchema.optional(),
  }),
  z.strictObject({ type: z.literal('speech.started'), ...spoken }),
  z.strictObject({ type: z.literal('speech.paused'), ...spoken }),
  z.strictObject({
    type: z.literal('turn.ended'),
    ...spoken,
    reason: z.string(),
    speechEndMs: z.number(),
    /** From the end of the last word, as heard, to this decision. */
    silenceMs: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal('transcript.extended'),
    ...spoken,
    text: z.string(),
    volatile: z.string(),
  }),
  z.strictObject({
    type: z.literal('transcript.completed'),
    ...spoken,
    text: z.string(),
    startMs: z.number(),
    endMs: z.number(),
    /** The recognizer failed before the end: the text is only what was committed until then. */
    isIncomplete: z.boolean().optional(),
    /** The recognizer was behind or down: later turns may have come before this one. */
    isLate: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('transcript.dropped'), ...spoken, reason: z.string() }),
  /** Who spoke a turn, published after its text: by voice, where several people share a channel. */
  z.strictObject({
    type: z.literal('speaker.recognized'),
    ...spoken,
    speakerId: speakerIdSchema,
    name: speakerNameSchema,
  }),
  /** The turns of the running call that this speaker spoke so far have this name now. */
  z.strictObject({
    type: z.literal('speaker.renamed'),
    ...base,
    speakerId: speakerIdSchema,
    name: speakerNameSchema,
    turnIds: z.array(z.string()),
  }),
  /** How the test of the sound comes along; a page plays the tone while it is `playing`. */
  z.strictObject({
    type: z.literal('sound-test.changed'),
    ...base,
    phase: z.enum(['opening', 'playing', 'done']),
    /** Once it is done. */
    channels: z.array(channelTestSchema),
  }),
  /** Sound of a channel never arrived; shown as its own line of the transcript. */
  z.strictObject({ type: z.literal('sound.lost'), ...spoken, startMs: z.number(), lostMs: z.number() }),
  z.strictObject({
    type: z.literal('question.detected'),
    ...spoken,
    text: z.string(),
    score: z.number(),
    kind: questionKindSchema,
    origin: questionOriginSchema,
    antecedent: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('question.passed'),
    ...spoken,
    text: z.string(),
    score: z.number(),
    reason: passReasonSchema,
  }),
  z.strictObject({
    type: z.literal('answer.waiting'),
    ...turn,
    reason: z.enum(['loading-model', 'first-token', 'queued', 'thinking', 'retrying', 'machine-busy']),
    elapsedMs: z.number(),
  }),
  z.strictObject({
    type: z.literal('answer.started'),
    ...turn,
    question: z.string(),
    path: answerPathSchema,
    model: z.string(),
    /** Only the user can know: the bullets are talking points from the profile. */
    asksUser: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('answer.extended'), ...turn, bullets: z.array(z.string()) }),
  z.strictObject({
    type: z.literal('answer.completed'),
    ...turn,
    bullets: z.array(z.string()),
    path: answerPathSchema,
    status: answerStatusSchema,
    /** From the end-of-turn decision (or key-up, or the typed command) to the first bullet and to the end. */
    latencyMs: z.number(),
    firstBulletMs: z.number().nullable(),
    /** A cached answer that is old; `answer.refreshed` follows if it can be answered again in time. */
    isStale: z.boolean(),
  }),
  /** New bullets for a stale answer; only while no newer question was asked. */
  z.strictObject({ type: z.literal('answer.refreshed'), ...turn, bullets: z.array(z.string()) }),
  z.strictObject({ type: z.literal('push-to-talk.changed'), ...base, isHeld: z.boolean() }),
  z.strictObject({
    type: z.literal('feedback.recorded'),
    ...turn,
    verdict: feedbackVerdictSchema,
    labelCount: z.int(),
  }),
  z.strictObject({
    type: z.literal('question-detector.changed'),
    ...base,
    name: z.string(),
    threshold: z.number(),
    /** What the sensitivity means on data: "finds 8 of 10 questions, about 3 needless answers an hour". */
    meaning: z.string(),
    canRevert: z.boolean(),
    labelCount: z.int(),
    drift: z.enum(['unknown', 'stable', 'moderate', 'high']),
    driftedFeatures: z.array(driftFeatureSchema),
  }),
  /** What the first steps depend on. */
  z.strictObject({
    type: z.literal('machine.described'),
    ...base,
    system: z.enum(['linux', 'macos', 'windows']),
    /** What the loudspeaker plays can be recorded without anybody sharing it. */
    canRecordOutput: z.boolean(),
    /** `installed`: its program is on this machine, and it does not answer. */
    ollama: z.enum(['missing', 'installed', 'running']),
    /** Models of a running Ollama that can answer on this machine. */
    ollamaModelCount: z.int().nonnegative(),
  }),
  /** How fast a warm chat model answered our test question, or a speech model recognized our test clip. */
  z.strictObject({
    type: z.literal('model.measured'),
    ...base,
    name: z.string(),
    status: z.enum(['running', 'completed', 'failed']),
    firstTokenMs: z.number().nullable(),
    tokensPerSecond: z.number().nullable(),
    /** Of a speech model: computing time to the length of speech. */
    realTimeFactor: z.number().optional(),
    /** Why it could not be measured; '' otherwise. */
    detail: z.string(),
  }),
  /** States, times and codes, without a word of what was said, asked or answered; published on demand. */
  z.strictObject({
    type: z.literal('diagnostics.collected'),
    ...base,
    components: z.array(
      z.strictObject({ component: componentNameSchema, status: componentStatusSchema, forMs: z.number() }),
    ),
    failures: z.array(z.strictObject({ code: errorCodeSchema, ageMs: z.number() })),
    /** Oldest first. */
    turns: z.array(turnTimingSchema),
  }),
  /** What was stated in the call so far, oldest first; published on demand. */
  z.strictObject({ type: z.literal('facts.collected'), ...base, facts: z.array(statedFactSchema) }),
  /** What was said and answered is erased, in memory and on the disk: clients forget every turn. */
  z.strictObject({ type: z.literal('calls.wiped'), ...base, scope: z.enum(['call', 'all-calls']) }),
  /** The command line wants something of the desktop app. */
  z.strictObject({ type: z.literal('desktop.requested'), ...base, action: desktopActionSchema }),
  /** Counters and latencies for the readout; sent at most once a second, while they change. */
  z.strictObject({
    type: z.literal('metrics.measured'),
    ...base,
    counters: z.record(z.string(), z.number()),
    latencies: z.record(
      z.string(),
      z.strictObject({ count: z.int(), p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() }),
    ),
  }),
  z.strictObject({
    type: z.literal('failed'),
    ...base,
    code: errorCodeSchema,
    message: z.string(),
    remedy: z.string(),
    turnId: z.string().optional(),
  }),
]);

export type EngineEvent = z.infer<typeof engineEventSchema>;
export type EngineEventType = EngineEvent['type'];
type WithoutStamp<Event> = Event extends unknown ? Omit<Event, 'seq' | 'atMs'> : never;
/** An event as a part publishes it: the hub stamps `seq` and, where it is absent, `atMs`. */
export type UnstampedEvent = WithoutStamp<EngineEvent> & { readonly atMs?: number };

/**
 * What becomes of an event once it was published. All but the transient ones are replayed to a client that comes back
 * soon; one that joins later gets those that still hold: the newest of each `slot` and some `recent` ones, a turn
 * each. A transient one is the first to go when a client reads too slowly, since the next replaces it anyway.
 */
type EventKeeping = 'slot' | 'replay' | 'transient' | { readonly recentCount: number };

export const EVENT_KEEPING = {
  'component.changed': 'slot',
  'settings.changed': 'slot',
  'access-token.changed': 'slot',
  'models.listed': 'slot',
  'model-files.listed': 'slot',
  'download.progressed': 'slot',
  'capture.changed': 'slot',
  'file.progressed': 'slot',
  'channel.measured': 'transient',
  'speech.started': 'slot',
  'speech.paused': 'replay',
  'turn.ended': 'replay',
  'transcript.extended': 'slot',
  'transcript.completed': { recentCount: 200 },
  'transcript.dropped': 'replay',
  'speaker.recognized': { recentCount: 200 },
  'speaker.renamed': 'replay',
  'sound.lost': { recentCount: 50 },
  'sound-test.changed': 'transient',
  'question.detected': { recentCount: 50 },
  'question.passed': { recentCount: 50 },
  'answer.waiting': 'slot',
  'answer.started': { recentCount: 50 },
  'answer.extended': 'slot',
  'answer.completed': { recentCount: 50 },
  'answer.refreshed': { recentCount: 50 },
  'push-to-talk.changed': 'slot',
  'feedback.recorded': { recentCount: 50 },
  'question-detector.changed': 'slot',
  'machine.described': 'slot',
  'model.measured': 'slot',
  'diagnostics.collected': 'replay',
  'facts.collected': 'replay',
  'calls.wiped': 'replay',
  'desktop.requested': 'replay',
  'metrics.measured': 'slot',
  // Those of a turn's answer; others are published once.
  failed: { recentCount: 50 },
} as const satisfies Readonly<Record<EngineEventType, EventKeeping>>;
