/** Powers, against full scale, of one block of the microphone while the loudspeaker played, or up to an echo's length after it. */
export interface ComparedBlock {
  /** On the microphone channel's own time. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly microphoneRatio: number;
  /** What the reference does not explain. */
  readonly residualRatio: number;
  /** What it explains. */
  readonly echoRatio: number;
}

/** What the echo canceller found out, for the texts that slip through and for the user. */
export interface EchoEvidence {
  observe(block: ComparedBlock): void;
  /** False with headphones, and until an echo was first heard. */
  readonly isEchoSeen: boolean;
  /** True once the loudspeaker has played long enough without an echo. */
  readonly isClear: boolean;
  /** Share of the loud part of this stretch of the microphone channel that the loudspeaker explains, 0–1. */
  echoRatio(startMs: number, endMs: number): number;
  /** Share of this stretch in which the loudspeaker played, echo or not, 0–1. */
  playedRatio(startMs: number, endMs: number): number;
  /** By how much echoes are turned down by the filter, over the last seconds; undefined while none was seen. */
  readonly reductionDb: number | undefined;
}

/**
 * An echo is seen when so much of the power of one second can be explained. Over the open recordings speech of
 * another voice stays below 0.1 dB, an echo as loud as the room's noise reaches 2 dB.
 */
const SEEN_REDUCTION_DB = 1;
const SEEN_WINDOW_BLOCK_COUNT = 62;
/** Playing for this long without an echo means headphones. */
const CLEAR_AFTER_MS = 6_000;
/** Forgotten after this much playing without an echo: headphones were plugged in. */
const FORGET_AFTER_MS = 60_000;
/** A block that is not louder than this is a pause, -60 dBFS. */
const LOUD_POWER = 1e-6;
const MEMORY_MS = 60_000;

interface Remembered {
  readonly startMs: number;
  readonly durationMs: number;
  readonly powerRatio: number;
  readonly explainedRatio: number;
}

export function createEchoEvidence(): EchoEvidence {
  let microphonePower = 0;
  let residualPower = 0;
  let blockCount = 0;
  let isEchoSeen = false;
  let playedWithoutEchoMs = 0;
  let reductionDb: number | undefined;
  const memory: Remembered[] = [];

  const closeWindow = (): void => {
    const windowDb = 10 * Math.log10(microphonePower / Math.max(residualPower, 1e-12));
    const isLoud = microphonePower / blockCount > LOUD_POWER;
    [microphonePower, residualPower, blockCount] = [0, 0, 0];
    if (!isLoud || windowDb < SEEN_REDUCTION_DB) return;
    isEchoSeen = true;
    reductionDb = windowDb;
    playedWithoutEchoMs = 0;
  };
  return {
    get isEchoSeen() {
      return isEchoSeen;
    },
    get isClear() {
      return !isEchoSeen && playedWithoutEchoMs >= CLEAR_AFTER_MS;
    },
    get reductionDb() {
      return isEchoSeen ? reductionDb : undefined;
    },
    observe: (block) => {
      playedWithoutEchoMs += block.durationMs;
      microphonePower += block.microphoneRatio;
      residualPower += Math.min(block.microphoneRatio, block.residualRatio);
      blockCount += 1;
      if (blockCount >= SEEN_WINDOW_BLOCK_COUNT) closeWindow();
      if (playedWithoutEchoMs >= FORGET_AFTER_MS) isEchoSeen = false;
      const explainedRatio = Math.min(block.microphoneRatio, block.echoRatio);
      const { startMs, durationMs, microphoneRatio: powerRatio } = block;
      memory.push({ startMs, durationMs, powerRatio, explainedRatio });
      while (memory.length > 0 && memory[0]!.startMs < block.startMs - MEMORY_MS) memory.shift();
    },
    echoRatio: (startMs, endMs) => {
      const loud = within(memory, startMs, endMs).filter(({ powerRatio }) => powerRatio > LOUD_POWER);
      const explained = loud.filter(({ powerRatio, explainedRatio }) => explainedRatio > powerRatio / 2);
      return explained.length / Math.max(1, loud.length);
    },
    playedRatio: (startMs, endMs) => {
      const playedMs = within(memory, startMs, endMs).reduce((sum, { durationMs }) => sum + durationMs, 0);
      return Math.min(1, playedMs / Math.max(1, endMs - startMs));
    },
  };
}

function within(memory: readonly Remembered[], startMs: number, endMs: number): readonly Remembered[] {
  return memory.filter((block) => block.startMs >= startMs && block.startMs < endMs);
}
