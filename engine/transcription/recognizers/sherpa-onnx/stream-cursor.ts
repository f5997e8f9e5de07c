import type { SpeechSegment } from '../../../base/nouns.ts';
import type { SherpaOnnxStreamTask } from '../base/recognizer-messages.ts';

/** Knows how much of each open turn a streaming recognizer has heard. */
export interface StreamCursor {
  /**
   * The next task for this speech: only the new samples when the stream can continue, else all of them.
   * @param startCount grows when the recognizer has lost its streams.
   */
  advance(speech: SpeechSegment, pass: 'partial' | 'final', startCount: number): SherpaOnnxStreamTask;
  /** The next task of this turn starts over. */
  forget(turnId: string): void;
}

interface Heard {
  readonly startMs: number;
  readonly samplesCount: number;
  readonly startCount: number;
}

/** As many as the recognizer keeps streams for. */
const MAX_TURN_COUNT = 4;

export function createStreamCursor(): StreamCursor {
  /** Least recently used first. */
  const turns = new Map<string, Heard>();
  return {
    advance(speech, pass, startCount) {
      const { turnId, startMs, samples } = speech;
      const heard = turns.get(turnId);
      // A segment that begins elsewhere or has become shorter is not what the stream has heard.
      const goesOn =
        heard !== undefined &&
        heard.startMs === startMs &&
        heard.startCount === startCount &&
        heard.samplesCount <= samples.length;
      turns.delete(turnId);
      if (pass === 'partial') {
        turns.set(turnId, { startMs, samplesCount: samples.length, startCount });
        for (const oldest of turns.keys()) if (turns.size > MAX_TURN_COUNT) turns.delete(oldest);
      }
      return {
        type: 'stream',
        turnId,
        isFresh: !goesOn,
        samples: goesOn ? samples.subarray(heard.samplesCount) : samples,
        isFinal: pass === 'final',
      };
    },
    forget: (turnId) => void turns.delete(turnId),
  };
}
