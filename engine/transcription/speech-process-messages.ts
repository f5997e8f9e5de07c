/** What the engine and the speech process say to each other, over structured clone. */

/** The whole model, or its twin with a short audio context. */
export type ModelVariant = 'full' | 'twin';

export type SpeechProcessRequest =
  | {
      readonly type: 'load';
      readonly variant: ModelVariant;
      readonly modelPath: string;
      readonly useGpu: boolean;
      readonly threadCount: number;
      /** Runs one dummy pass, so that the first real one is not slower than the others. */
      readonly isWarmed: boolean;
    }
  | {
      readonly type: 'transcribe';
      readonly passIndex: number;
      readonly variant: ModelVariant;
      /** Mono PCM, s16, 16 kHz. */
      readonly samples: Int16Array;
      /** `auto` or an ISO 639-1 code. */
      readonly language: string;
      readonly prompt: string;
    }
  | { readonly type: 'ping' };

export type SpeechProcessReply =
  /** `backend` is what really runs it: `CPU`, or the name of a GPU backend. */
  | {
      readonly type: 'loaded';
      readonly variant: ModelVariant;
      readonly backend: string;
      readonly loadMs: number;
      /** Undefined when no dummy pass was run. */
      readonly warmPassMs: number | undefined;
    }
  | { readonly type: 'load-failed'; readonly variant: ModelVariant; readonly message: string }
  | {
      readonly type: 'transcribed';
      readonly passIndex: number;
      readonly text: string;
      readonly computeMs: number;
    }
  | { readonly type: 'pass-failed'; readonly passIndex: number; readonly message: string }
  | { readonly type: 'pong'; readonly residentBytes: number };
