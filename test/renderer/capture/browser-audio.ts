import { vi } from 'vitest';

/** A microphone's track. */
export class FakeTrack extends EventTarget {
  readonly label: string;
  muted = false;
  isStopped = false;

  constructor(label = 'Desk microphone') {
    super();
    this.label = label;
  }

  stop(): void {
    this.isStopped = true;
  }
}

/** A stream with this track, or without any. */
export function streamOf(track: FakeTrack | undefined): MediaStream {
  const tracks = (): readonly FakeTrack[] => (track ? [track] : []);
  return { getTracks: tracks, getAudioTracks: tracks } as unknown as MediaStream;
}

export interface BrowserAudio {
  /** Ends of the worklets' ports where the sound comes from. */
  readonly ports: readonly MessagePort[];
  readonly closedCount: number;
  /** Whether the browser lets sound through; it waits for a click as long as this does not settle. */
  resume: () => Promise<void>;
}

/** Puts what pages have for sound in place, until `vi.unstubAllGlobals`. */
export function stubBrowserAudio(): BrowserAudio & Disposable {
  const ports: MessagePort[] = [];
  const audio = {
    ports,
    closedCount: 0,
    resume: () => Promise.resolve(),
    [Symbol.dispose]: () => ports.forEach((port) => port.close()),
  };
  vi.stubGlobal(
    'AudioContext',
    class {
      readonly audioWorklet = { addModule: () => Promise.resolve() };
      resume = (): Promise<void> => audio.resume();
      close = (): Promise<void> => Promise.resolve(void (audio.closedCount += 1));
      createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
    },
  );
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      readonly port: MessagePort;
      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port = port1;
        ports.push(port2);
      }
    },
  );
  return audio;
}
