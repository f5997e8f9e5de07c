import type { SherpaOnnxModel } from '../../../formats/sherpa-onnx-model.ts';

/** What the engine and a recognizer's own process say to each other, over structured clone. */

export interface RecognizerRequest {
  readonly callIndex: number;
  readonly message:
    | { readonly type: 'load'; readonly settings: object }
    // Only after 'load'.
    | { readonly type: 'run'; readonly task: unknown };
}

export type RecognizerReply =
  | { readonly type: 'done'; readonly callIndex: number; readonly result: unknown }
  | {
      readonly type: 'failed';
      readonly callIndex: number;
      readonly message: string;
      /** What is behind the message, for the debug log: it may quote speech. */
      readonly cause?: string | undefined;
    };

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

export interface VoiceEmbeddingSettings {
  readonly modelPath: string;
}

/** A stretch of one voice. */
export interface VoiceEmbeddingTask {
  /** Mono PCM, s16, at PIPELINE_RATE_HZ. */
  readonly samples: Int16Array;
}

export interface VoiceEmbeddingResult {
  readonly embedding: Float32Array;
  /** Processor time that it took. */
  readonly processorMs: number;
}

export interface SherpaOnnxSettings {
  readonly model: SherpaOnnxModel;
  readonly threadCount: number;
}

export type SherpaOnnxTask = SherpaOnnxStreamTask | SherpaOnnxUtteranceTask;

/** A pass over one turn: what was said since the last pass, or all of it when `isFresh`. */
export interface SherpaOnnxStreamTask {
  readonly type: 'stream';
  readonly turnId: string;
  readonly isFresh: boolean;
  /** Mono PCM, s16, at PIPELINE_RATE_HZ. */
  readonly samples: Int16Array;
  /** The last words are wanted too: the stream ends with this pass. */
  readonly isFinal: boolean;
}

/** A pass over one window of speech. */
export interface SherpaOnnxUtteranceTask {
  readonly type: 'utterance';
  /** Mono PCM, s16, at PIPELINE_RATE_HZ. */
  readonly samples: Int16Array;
  /** Samples that the model is given, silence at the end included. */
  readonly paddedCount: number;
  /** One of the model's own languages; '' has the model detect it. */
  readonly language: string;
  /** Frames of 10 ms of nothing that Whisper is given after the audio; 0 takes sherpa-onnx's own choice. */
  readonly tailFrameCount: number;
}

export interface SherpaOnnxResult extends RecognizerResult {
  /** ISO 639-1; undefined where the model does not say. */
  readonly language?: string | undefined;
  /** The model may have had more to say: it wrote as much as it is allowed to. */
  readonly isCutShort?: boolean;
}

export interface RecognizerResult {
  readonly text: string;
  readonly computeMs: number;
}
