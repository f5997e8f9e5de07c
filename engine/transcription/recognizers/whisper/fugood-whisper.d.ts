/** What Sotto uses of the binding; the package's own `types` entry points at a file that it does not ship. */
declare module '@fugood/whisper.node' {
  export type WhisperVariant = 'default' | 'vulkan' | 'cuda';

  export interface WhisperContextOptions {
    readonly filePath: string;
    readonly useGpu: boolean;
  }

  export interface WhisperTranscribeOptions {
    readonly language: string;
    readonly maxThreads: number;
    /** Positions of 20 ms that the encoder reads; left out or 0: all 1,500. */
    readonly audioCtx?: number;
    /** Text tokens carried from one 30 s window to the next. */
    readonly maxContext: number;
    readonly temperature: number;
    /** 0 switches the fallback loop off. */
    readonly temperatureInc: number;
    readonly prompt?: string;
  }

  export interface WhisperResult {
    readonly result: string;
    readonly language?: string;
    readonly segments: readonly { readonly text: string; readonly t0: number; readonly t1: number }[];
  }

  export interface WhisperContext {
    /** @param audio exactly the s16 mono PCM at 16 kHz; a view or a pooled buffer is refused. */
    transcribeData(
      audio: ArrayBuffer,
      options: WhisperTranscribeOptions,
    ): { readonly promise: Promise<WhisperResult> };
    release(): Promise<void>;
  }

  export function initWhisper(
    options: WhisperContextOptions,
    variant?: WhisperVariant,
  ): Promise<WhisperContext>;
  export function toggleNativeLog(enable: boolean): Promise<void>;
  export function addNativeLogListener(listener: (level: string, text: string) => void): {
    remove(): void;
  };
}
