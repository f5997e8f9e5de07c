/** What the engine and a recognizer's own process say to each other, over structured clone. */

export interface RecognizerRequest {
  readonly callIndex: number;
  readonly message:
    { readonly type: 'load'; readonly settings: object } | { readonly type: 'run'; readonly task: unknown };
}

export type RecognizerReply =
  | { readonly type: 'done'; readonly callIndex: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly callIndex: number; readonly message: string };

/** `samples` of one utterance for whisper-node, handed over as a file. */
export interface WhisperNodeSettings {
  /** Package name, or a file URL. */
  readonly moduleName: string;
}

export interface WhisperNodeTask {
  readonly wavPath: string;
  readonly modelPath: string;
  readonly language: string;
}

export interface SherpaOnnxSettings {
  readonly encoderPath: string;
  readonly decoderPath: string;
  readonly joinerPath: string;
  readonly tokensPath: string;
  readonly threadCount: number;
}

/** A pass over one turn: what was said since the last pass, or all of it when `isFresh`. */
export interface SherpaOnnxTask {
  readonly turnId: string;
  readonly isFresh: boolean;
  /** Mono PCM, s16, at PIPELINE_RATE_HZ. */
  readonly samples: Int16Array;
  /** The last words are wanted too: the stream ends with this pass. */
  readonly isFinal: boolean;
}

export interface RecognizerResult {
  readonly text: string;
  readonly computeMs: number;
}
