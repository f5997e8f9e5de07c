/** What a test can set on the fake Ollama and what it can read back. */

export interface FakeModel {
  readonly name: string;
  readonly sizeBytes?: number;
  readonly family?: string;
  readonly parameterSize?: string;
  readonly quantization?: string;
  /** `completion`, `thinking`, `embedding`, …; `completion` alone when absent. */
  readonly capabilities?: readonly string[];
  /** `{{ .Prompt }}` for a base model; one for chats when absent. */
  readonly template?: string;
  /** Set for a model that runs on other people's servers. */
  readonly remoteHost?: string;
}

export interface FakeChatMessage {
  readonly role: string;
  readonly content: string;
}

/** The answer to a conversation; `undefined` falls back to a simulated one. */
export type FakeAnswer = (messages: readonly FakeChatMessage[]) => string | undefined;

/** How fast the fake is; may be changed while it runs. */
export interface FakePace {
  loadDelayMs: number;
  firstTokenMs: number;
  /** Infinity sends as fast as the socket takes it. */
  tokensPerSecond: number;
  /** Cost of prompt tokens that no earlier prompt shares; Infinity makes them free. */
  promptTokensPerSecond: number;
  /** A generation whose client left holds its slot for this long. */
  abortLagMs: number;
  thinkingTokenCount: number;
}

export interface FakeOllamaOptions extends Partial<FakePace> {
  /** Unless given, a free one (0). */
  readonly port?: number;
  readonly models?: readonly FakeModel[];
  /** Question → answer (the last key found in the last user message wins), or a function. */
  readonly answers?: ReadonlyMap<string, string> | FakeAnswer;
  readonly parallelCount?: number;
  readonly maxQueueCount?: number;
  readonly version?: string;
  /** Refuses every request without it, and repeats what it got instead. */
  readonly token?: string;
  /** Models that `/api/pull` can fetch; any name when absent. */
  readonly pullable?: readonly string[];
  readonly pullBytes?: number;
  readonly pullBytesPerSecond?: number;
}

/** One way to misbehave. Byte counts are of the response body. */
export type FakeFault =
  /** Accepts and never answers. */
  | { readonly kind: 'hang' }
  /** The body drips. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** RST after so many bytes; 0 means before the headers. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** FIN in the middle of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The body ends in good order, but without the `done` line. */
  | { readonly kind: 'end-early'; readonly afterTokenCount: number }
  /** Another answer altogether: a status, a page, a redirect, raw lines. */
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    }
  /** `{"error": …}` inside the stream. */
  | {
      readonly kind: 'error-line';
      readonly afterTokenCount: number;
      readonly text: string;
      readonly status?: number;
    }
  /** Foreign lines between the tokens, as they are. */
  | { readonly kind: 'insert-lines'; readonly afterTokenCount: number; readonly lines: readonly string[] }
  /** The same lines in other clothes: line breaks, a byte order mark, writes of so many bytes. */
  | {
      readonly kind: 'reframe';
      readonly lineBreak?: string;
      readonly prefix?: string;
      readonly pieceBytes?: number;
    }
  /** Tokens without end, whatever `num_predict` says. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'endless-thinking' }
  /** `done` without a word. */
  | { readonly kind: 'empty'; readonly doneReason: string }
  /** More lines after `done`. */
  | { readonly kind: 'after-done'; readonly lines: readonly string[] }
  /** A socket that served before is closed when it is used again. */
  | { readonly kind: 'close-on-reuse' }
  /** A lossy network: a token in so many waits for a retransmission. */
  | { readonly kind: 'lossy'; readonly lossRatio: number; readonly stallMs: number };

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** A client that left before its answer was complete. */
export interface RecordedAbort {
  readonly path: string;
  readonly atMs: number;
  readonly sentTokenCount: number;
}

/** How much of a prompt the slot had seen before. */
export interface RecordedPrompt {
  readonly model: string;
  readonly tokenCount: number;
  readonly reusedTokenCount: number;
}

export interface FakeOllama extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly pace: FakePace;
  /** The newest 5,000 of each. */
  readonly requests: readonly RecordedRequest[];
  readonly aborts: readonly RecordedAbort[];
  readonly prompts: readonly RecordedPrompt[];
  /** Loads of a model that was not loaded. */
  readonly loadCount: number;
  /** Loads forced because a load-time option changed: option drift. */
  readonly reloadCount: number;
  /** Generations holding or waiting for a slot. */
  readonly activeCount: number;
  readonly openSocketCount: number;
  readonly acceptedSocketCount: number;
  /** Over all connections that are open. */
  readonly sentBytes: number;
  /** @param options `path` `/api/chat` and for ever unless given. Newer faults come first. */
  addFault(fault: FakeFault, options?: { readonly path?: string; readonly times?: number }): void;
  clearFaults(): void;
  /** As if `keep_alive` had run out. */
  unload(): void;
  addModel(model: FakeModel): void;
  removeModel(name: string): void;
  /** Closes every socket; twice is harmless. */
  stop(): Promise<void>;
}
