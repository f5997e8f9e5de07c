import frameWorkletUrl from './frame-worklet.ts?worker&url';

/** Rate of what the engine takes; the browser resamples from the device's. */
const CAPTURE_RATE_HZ = 16_000;
const RESUME_DEADLINE_MS = 1_500;

/** The browser lets no sound through until the user clicks in the page. */
export class SoundHeldBack extends Error {
  override readonly name = 'SoundHeldBack';
}

export interface TappedFrame {
  readonly startSamples: number;
  readonly samples: Int16Array;
}

/**
 * Hands every 20 ms of a stream's sound to `onFrame`, in order, with its position since the tap was opened.
 * @throws SoundHeldBack when the page was not clicked in yet and the browser insists on it.
 */
export async function openAudioTap(
  stream: MediaStream,
  onFrame: (frame: TappedFrame) => void,
): Promise<AsyncDisposable> {
  await using undo = new AsyncDisposableStack();
  const context = new AudioContext({ sampleRate: CAPTURE_RATE_HZ, latencyHint: 'interactive' });
  undo.defer(() => context.close());
  await Promise.race([context.resume(), deadline()]);
  await context.audioWorklet.addModule(frameWorkletUrl);
  const node = new AudioWorkletNode(context, 'sotto-frames', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    channelInterpretation: 'speakers',
  });
  node.port.addEventListener('message', ({ data }: MessageEvent<TappedFrame>) => onFrame(data));
  node.port.start();
  undo.defer(() => node.port.close());
  const source = context.createMediaStreamSource(stream);
  source.connect(node);
  undo.defer(() => source.disconnect());
  return undo.move();
}

function deadline(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(reject, RESUME_DEADLINE_MS, new SoundHeldBack());
  });
}
