import type { ModelServerKind } from '../../../protocol/settings.ts';

/** What the answer stage needs from a language model, wherever it runs. */

/** Tokens of an answer at most: enough for five bullets of fourteen words. */
export const OUTPUT_TOKEN_LIMIT_COUNT = 220;
/** No answer may last longer, loading aside, whatever the model does; what is there by then is the answer. */
export const ANSWER_LIMIT_MS = 45_000;
/** No answer may be longer, nor a line or an event of its stream: far more than any answer in bullets. */
export const ANSWER_LIMIT_CHARACTERS = 256 * 1_024;

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  /** Stable text first (system), volatile parts last, so that the server can reuse its prompt prefix. */
  readonly messages: readonly ChatMessage[];
  /** `prefill` only warms the prompt prefix: at most one token is generated and none is returned. */
  readonly purpose: 'foreground' | 'speculative' | 'prewarm' | 'prefill';
  /** The model thinks whatever the request says: its thinking gets its own token budget beside the answer's. */
  readonly allowsThinking?: boolean;
}

export type ChatDelta =
  | { readonly type: 'content'; readonly text: string }
  /** The model is thinking; its text is never shown, only the fact. */
  | { readonly type: 'thinking' }
  /** The model is being loaded; repeated about once a second until the first token. */
  | { readonly type: 'loading'; readonly elapsedMs: number }
  /** For so long this machine left the model no computing time; repeated while it does. */
  | { readonly type: 'starved'; readonly lostMs: number }
  /** The last delta of a good stream. */
  | { readonly type: 'done'; readonly reason: 'stop' | 'length'; readonly usage: ChatUsage };

export interface ChatUsage {
  readonly promptTokenCount?: number;
  readonly outputTokenCount?: number;
  readonly loadMs?: number;
  readonly promptMs?: number;
  readonly generateMs?: number;
}

/** One model on one server (or in one process), ready to be asked. */
export interface ChatModel extends AsyncDisposable {
  /** Part of the cache's key space: server kind and model name, e.g. `ollama:llama3.2:3b`. */
  readonly id: string;
  /** The display name. */
  readonly name: string;
  readonly location: 'this-machine' | 'local-network' | 'remote';
  /** For display, once loaded: what really runs, e.g. `llama.cpp · llama-3.2-1b · CPU, 4 threads`; '' before. */
  readonly description?: string;
  /** Loads the model and keeps it loaded. @throws EngineError as `chat` does. */
  preload(signal: AbortSignal): Promise<void>;
  /**
   * Streams one answer. Leaving the loop or aborting `signal` frees the server's slot at once.
   * A stream that ends without `done` throws; what was yielded before stays valid.
   * @throws EngineError 'model-…' or 'chat-model-down'; `signal.reason` when aborted.
   */
  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatDelta, void, undefined>;
}

/** What a model server offers; for the settings panel, the doctor and the command line. */
export interface ModelListing {
  readonly name: string;
  readonly sizeBytes?: number;
  readonly family?: string;
  readonly parameterSize?: string;
  readonly quantization?: string;
  readonly canThink: boolean;
  /** Why it cannot answer: it only continues a text, or is for embeddings and the like. */
  readonly unsuited?: 'base' | 'not-chat';
  /** Runs on other people's servers; refused unless the user allows it. */
  readonly isRemote: boolean;
  readonly isLoaded: boolean;
}

export interface RunningModel {
  readonly name: string;
  readonly sizeBytes?: number;
  readonly gpuBytes?: number;
}

export interface PullProgress {
  readonly status: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface ModelServer extends AsyncDisposable {
  readonly kind: ModelServerKind;
  /** Where requests really go now, for display: a base URL without credentials, or 'embedded'. */
  readonly address: string;
  /** @throws EngineError 'model-server-unreachable' | 'model-server-not-ollama' | … */
  check(signal: AbortSignal): Promise<{ readonly version: string }>;
  list(signal: AbortSignal): Promise<readonly ModelListing[]>;
  /** @throws EngineError 'model-missing' | 'model-remote-refused' … only when used, not here. */
  open(name: string): Promise<ChatModel>;
  /** Models in memory, with their size, where the server reports them; for comparison. */
  running?(signal: AbortSignal): Promise<readonly RunningModel[]>;
  /** Fetches a model by name; leaving the loop or aborting cancels, a later pull resumes. */
  pull?(name: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined>;
}
