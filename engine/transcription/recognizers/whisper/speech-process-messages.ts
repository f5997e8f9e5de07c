/** What the engine and the speech process say to each other, over structured clone. */

export type SpeechProcessRequest =
  | {
      readonly type: 'load';
      readonly modelPath: string;
      readonly useGpu: boolean;
      /** Of the dummy pass. */
      readonly threadCount: number;
      /** Runs one dummy pass, so that the first real one is not slower than the others. */
      readonly isWarmed: boolean;
    }
  | {
      readonly type: 'transcribe';
      readonly passIndex: number;
      /** Mono PCM, s16, 16 kHz. */
      readonly samples: Int16Array;
      /** Positions of 20 ms that the encoder reads; 0 takes the whole window of the model. */
      readonly audioContextCount: number;
      /** `auto` or an ISO 639-1 code. */
      readonly language: string;
      readonly prompt: string;
      readonly threadCount: number;
    }
  | { readonly type: 'ping' };

export type SpeechProcessReply =
  /** `backend` is what really runs it: `CPU`, or the name of a GPU backend. */
  | {
      readonly type: 'loaded';
      readonly backend: string;
      readonly loadMs: number;
      /** Undefined when no dummy pass was run. */
      readonly warmPassMs: number | undefined;
    }
  | { readonly type: 'load-failed'; readonly message: string }
  | {
      readonly type: 'transcribed';
      readonly passIndex: number;
      readonly text: string;
      /** ISO 639-1, where it was detected. */
      readonly language?: string | undefined;
      readonly computeMs: number;
    }
  | { readonly type: 'pass-failed'; readonly passIndex: number; readonly message: string }
  | { readonly type: 'pong'; readonly residentBytes: number };
