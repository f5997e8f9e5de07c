import type { EngineError } from '../base/engine-error.ts';
import type { AudioFrame } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';

/** One channel of sound: a device, a page or a file. */
export interface CaptureSource {
  readonly channel: Channel;
  /** For display: device or file name. */
  readonly device: string;
  /** Frames lost because the pipeline was too late; absent where none can be. */
  readonly droppedFrameCount?: number;
  /** The reason for the silence was reported already; absent where the frames' error says it. */
  readonly hasFailed?: boolean;
  /** It failed because the user or the system does not allow it. */
  readonly isDenied?: boolean;
  /** Why no sound comes just now, though it is still waited for; undefined while some comes. */
  readonly awayFor?: EngineError | undefined;
  /**
   * Opens the device at the first pull and closes it when the loop is left or `signal` aborts.
   * Ends when the source does. Frames come in order; a gap shows in `startSamples`.
   * @throws EngineError 'source-…', 'recorder-…' or 'microphone-…'
   */
  frames(signal: AbortSignal): AsyncGenerator<AudioFrame, void, undefined>;
}
