import type { Command } from '../../engine/protocol/commands.ts';
import { encodeAudioFrame } from '../../engine/protocol/audio-frame.ts';
import { openAudioTap, SoundHeldBack } from './audio-tap.ts';

export type CaptureReport = Extract<Command, { type: 'report-capture' }>;

export interface ChannelCaptureOptions {
  readonly channel: CaptureReport['channel'];
  readonly openStream: () => Promise<MediaStream>;
  readonly report: (status: CaptureReport['status'], device: string) => void;
  readonly sendAudio: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** The device went away by itself. */
  readonly onEnded: () => void;
}

/**
 * Captures one channel until disposed and reports what became of the device. Frames that are
 * lost on the way leave a jump in the positions, which shows the engine how much is missing.
 * @returns undefined when the device could not be opened; the reason has been reported.
 */
export async function openChannelCapture(
  options: ChannelCaptureOptions,
): Promise<AsyncDisposable | undefined> {
  const { channel, report } = options;
  try {
    await using undo = new AsyncDisposableStack();
    const stream = await options.openStream();
    undo.defer(() => stream.getTracks().forEach((track) => track.stop()));
    const track = stream.getAudioTracks()[0];
    if (!track) throw new DOMException('The device has no sound.', 'NotFoundError');
    const listening = new AbortController();
    undo.defer(() => listening.abort());
    const when = (type: string, react: () => void): void =>
      track.addEventListener(type, react, { signal: listening.signal });
    when('ended', () => {
      report('missing', track.label);
      options.onEnded();
    });
    when('mute', () => report('muted', track.label));
    when('unmute', () => report('open', track.label));
    undo.use(
      await openAudioTap(stream, (frame) => {
        options.sendAudio(encodeAudioFrame({ channel, ...frame }));
      }),
    );
    report(track.muted ? 'muted' : 'open', track.label);
    return undo.move();
  } catch (error) {
    report(...reasonOf(error));
    return undefined;
  }
}

function reasonOf(error: unknown): [CaptureReport['status'], string] {
  if (error instanceof SoundHeldBack)
    return ['failed', 'The browser lets no sound through until you click in the page.'];
  if (!(error instanceof DOMException)) return ['failed', error instanceof Error ? error.message : ''];
  const detail = error.message.slice(0, 500);
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return ['denied', detail];
    case 'NotFoundError':
    case 'OverconstrainedError':
      return ['missing', detail];
    default:
      return ['failed', detail];
  }
}
