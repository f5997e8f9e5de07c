import type { ComponentName, ComponentState } from '../../engine/protocol/component-state.ts';
import type { EngineEvent, ModelFile } from '../../engine/protocol/events.ts';
import type { ErrorCode } from '../../engine/protocol/error-codes.ts';
import type { Settings } from '../../engine/protocol/settings.ts';

/** Everything the pages know, rebuilt from the engine's events alone; read-only. */

export const MAX_TURN_COUNT = 300;

export type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;
export type Channel = EventOf<'transcript.completed'>['channel'];
export type AnswerPath = EventOf<'answer.started'>['path'];
export type AnswerStatus = EventOf<'answer.completed'>['status'];
export type WaitingReason = EventOf<'answer.waiting'>['reason'];
export type Verdict = EventOf<'feedback.recorded'>['verdict'];
export type Models = Omit<EventOf<'models.listed'>, 'type' | 'seq' | 'atMs'>;
export type ModelListing = Models['models'][number];
export type Capture = Omit<EventOf<'capture.changed'>, 'type' | 'seq' | 'atMs'>;
export type FileProgress = Omit<EventOf<'file.progressed'>, 'type' | 'seq' | 'atMs'>;
export type QuestionDetector = Omit<EventOf<'question-detector.changed'>, 'type' | 'seq' | 'atMs'>;
export type Metrics = Omit<EventOf<'metrics.measured'>, 'type' | 'seq' | 'atMs'>;
export type TokenState = Omit<EventOf<'access-token.changed'>, 'type' | 'seq' | 'atMs' | 'service'>;
export type TokenService = EventOf<'access-token.changed'>['service'];
export type Machine = Omit<EventOf<'machine.described'>, 'type' | 'seq' | 'atMs'>;
export type ModelPace = Omit<EventOf<'model.measured'>, 'type' | 'seq' | 'atMs' | 'name'>;
export type Diagnostics = Omit<EventOf<'diagnostics.collected'>, 'type' | 'seq'>;
export type StatedFact = EventOf<'facts.collected'>['facts'][number];
export type Download = Omit<EventOf<'download.progressed'>, 'type' | 'seq' | 'atMs'>;

/** A channel's newest measurement; ages count on from `receivedAtMs` (the page's clock). */
export interface ChannelMeasure extends Omit<
  EventOf<'channel.measured'>,
  'type' | 'seq' | 'atMs' | 'channel'
> {
  readonly receivedAtMs: number;
}

/** As the engine words it, in English; `code` finds the wording in another language. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

export interface TurnAnswer {
  /** `waiting`: nothing to show yet; a status of the protocol once it ended. */
  readonly phase: 'waiting' | 'streaming' | AnswerStatus;
  readonly waiting?: {
    readonly reason: WaitingReason;
    readonly elapsedMs: number;
    readonly receivedAtMs: number;
  };
  readonly question: string;
  readonly bullets: readonly string[];
  /** The page's clock when the bullets last changed. */
  readonly bulletsAtMs: number;
  /** Newer bullets for a stale answer, shown when the user asks for them. */
  readonly freshBullets?: readonly string[];
  readonly path?: AnswerPath;
  readonly model?: string;
  /** Only the user can know: the bullets are talking points from the profile. */
  readonly asksUser?: boolean;
  readonly firstBulletMs: number | null;
  readonly latencyMs?: number;
  readonly isStale: boolean;
  readonly failure?: Failure;
}

/** One turn of the call: what was said, what Sotto made of it, and the answer if there is one. */
export interface Turn {
  readonly turnId: string;
  readonly channel: Channel;
  /** The microphone hears everybody in the room: who spoke is not known. */
  readonly isShared?: boolean;
  readonly speech: 'speaking' | 'paused' | 'ended';
  /** Committed words. */
  readonly text: string;
  /** The rest of the newest hypothesis; may change. */
  readonly volatile: string;
  readonly isFinal: boolean;
  /** The recognizer failed before the end of what was said. */
  readonly isIncomplete?: boolean;
  /** The recognizer was behind when it was said. */
  readonly isLate?: boolean;
  readonly isDropped: boolean;
  /** By voice, where several people share the channel; `name` is '' until the user gives one. */
  readonly speaker?: { readonly speakerId: number; readonly name: string };
  /** No words, but a stretch of sound that never arrived. */
  readonly lostMs?: number;
  /** What was asked, when the turn was taken for a question. */
  readonly question?: { readonly text: string; readonly origin: EventOf<'question.detected'>['origin'] };
  readonly passed?: EventOf<'question.passed'>['reason'];
  readonly answer?: TurnAnswer;
  readonly verdict?: Verdict;
}

export interface HeldAsk {
  /** Turns spoken since the key went down. */
  readonly turnIds: readonly string[];
  /** The page's clock when the key was let go; undefined while it is held. */
  readonly releasedAtMs?: number;
}

/** Something went wrong outside of a turn, or a command was refused. */
export interface Notice extends Failure {
  readonly atMs: number;
}

export type Connection = 'connecting' | 'open' | 'reconnecting' | 'expired';

export interface SessionState {
  readonly connection: Connection;
  readonly epoch: string | undefined;
  /** Newest sequence number seen, and the one the last welcome promised. */
  readonly seq: number;
  readonly welcomeSeq: number;
  /** Events up to here are repeats after a resume. */
  readonly knownSeq: number;
  readonly appVersion: string;
  /** The page's clock, moved once a second; ages are shown against it. */
  readonly nowMs: number;
  readonly components: Readonly<Partial<Record<ComponentName, ComponentState>>>;
  readonly settings: Settings | undefined;
  /** Whether an access token is set for a service, and where it is kept. */
  readonly accessTokens: Readonly<Partial<Record<TokenService, TokenState>>>;
  readonly models: Models | undefined;
  readonly modelFiles: readonly ModelFile[];
  readonly downloads: Readonly<Record<string, Download>>;
  readonly machine: Machine | undefined;
  /** By the model's name. */
  readonly modelPaces: Readonly<Record<string, ModelPace>>;
  readonly diagnostics: Diagnostics | undefined;
  /** What was stated in the call, as it was when it was last asked for. */
  readonly facts: readonly StatedFact[] | undefined;
  readonly capture: Capture;
  /** The page's clock when capturing was last switched. */
  readonly captureAtMs: number;
  /** The recording that was handed over last; undefined before the first. */
  readonly file: FileProgress | undefined;
  readonly channels: Readonly<Partial<Record<Channel, ChannelMeasure>>>;
  /** Oldest first, at most MAX_TURN_COUNT. */
  readonly turns: readonly Turn[];
  /** Turns that were asked, by when their newest answer was started; the last one is current. */
  readonly askedTurnIds: readonly string[];
  /** A question that is spoken with the key held, until its answer begins. */
  readonly heldAsk: HeldAsk | undefined;
  readonly questionDetector: QuestionDetector | undefined;
  readonly metrics: Metrics | undefined;
  readonly soundTest: Omit<EventOf<'sound-test.changed'>, 'type' | 'seq' | 'atMs'> | undefined;
  readonly notice: Notice | undefined;
  /** What was just erased. */
  readonly wiped: { readonly scope: EventOf<'calls.wiped'>['scope']; readonly atMs: number } | undefined;
}

export const initialState: SessionState = {
  connection: 'connecting',
  epoch: undefined,
  seq: 0,
  welcomeSeq: 0,
  knownSeq: 0,
  appVersion: '',
  nowMs: 0,
  components: {},
  settings: undefined,
  accessTokens: {},
  models: undefined,
  modelFiles: [],
  downloads: {},
  machine: undefined,
  modelPaces: {},
  diagnostics: undefined,
  facts: undefined,
  capture: { isCapturing: false, isPaused: false, isDemo: false, channels: [] },
  captureAtMs: 0,
  file: undefined,
  channels: {},
  turns: [],
  askedTurnIds: [],
  heldAsk: undefined,
  questionDetector: undefined,
  metrics: undefined,
  soundTest: undefined,
  notice: undefined,
  wiped: undefined,
};
