import type { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import type { EngineSocket } from '../../engine/protocol/engine-socket.ts';
import { openEngineSocket } from '../../engine/protocol/engine-socket.ts';
import { createAudioOutbox } from './audio-outbox.ts';
import { openChannelCapture } from './channel-capture.ts';
import type { CaptureReport } from './channel-capture.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { openLoopback, openMicrophone, type SoundProcessing } from './microphone-stream.ts';
import { wantedCapture } from './wanted-capture.ts';

const HIDDEN_PAGE_WAIT_MS = 400;
/** An engine that is away for a moment finds the devices open, and the sound of that moment waiting. */
const RECONNECT_GRACE_MS = 5_000;

type ChannelName = CaptureReport['channel'];

/**
 * Captures sound in this page while the engine wants it, over a socket of the `capture` role. A device is
 * opened only after the page has painted that it is being captured. When another page takes a channel over,
 * this one stops until listening starts again, and reports it: a hidden page has nowhere to show it.
 * @param shown settles once the user can see that sound is captured; left out: when this page has painted it.
 */
export function startPageCapture(
  session: Session,
  origin: string,
  token: string,
  page: Window,
  shown = () => nextPaint(page),
): Disposable {
  const devices = page.navigator.mediaDevices as MediaDevices | undefined;
  const socket = lazySocket(origin, token, (channel) => slots[channel].lose());
  const processing = (): SoundProcessing => session.store.getState().settings?.audio ?? defaultSettings.audio;
  const slots = {
    me: openSlot('me', page, socket, processing, shown),
    them: openSlot('them', page, socket, processing, shown),
  };

  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  const follow = (state: SessionState): void => {
    if (state.connection === 'reconnecting' && (slots.me.isWanted || slots.them.isWanted)) {
      graceTimer ??= setTimeout(() => {
        slots.me.want(undefined);
        slots.them.want(undefined);
      }, RECONNECT_GRACE_MS);
      return;
    }
    clearTimeout(graceTimer);
    graceTimer = undefined;
    const wanted = wantedCapture(state);
    if (wanted.me === undefined && wanted.them === undefined) socket.forget();
    if (wanted.me !== undefined || wanted.them !== undefined) socket.open();
    slots.me.want(wanted.me);
    slots.them.want(wanted.them);
  };
  /** A device was plugged in, the user allowed it, or a click was all that the browser waited for. */
  const retry = (): void => void slots.me.retry();
  const over = new AbortController();
  devices?.addEventListener('devicechange', retry, over);
  page.addEventListener('click', retry, over);
  whenAllowed(page.navigator, retry, over.signal);
  const unsubscribe = session.store.subscribe(follow);
  follow(session.store.getState());

  return {
    [Symbol.dispose]: () => {
      clearTimeout(graceTimer);
      unsubscribe();
      over.abort();
      slots.me.want(undefined);
      slots.them.want(undefined);
      socket[Symbol.dispose]();
    },
  };
}

/** Calls `react` when the user changes whether pages may use the microphone; some browsers do not report it. */
function whenAllowed({ permissions }: Navigator, react: () => void, signal: AbortSignal): void {
  const watch = async (): Promise<void> => {
    const permission = await permissions.query({ name: 'microphone' });
    permission.addEventListener('change', react, { signal });
  };
  void watch().catch(() => undefined);
}

/** One channel of the page: the device that is wanted for it, and what is open. */
function openSlot(
  channel: ChannelName,
  page: Window,
  socket: CaptureSocket,
  processing: () => SoundProcessing,
  shown: () => Promise<void>,
) {
  const devices = page.navigator.mediaDevices as MediaDevices | undefined;
  let wanted: string | undefined;
  let isLost = false;
  let work: Promise<AsyncDisposable | undefined> = Promise.resolve(undefined);
  const report = (status: CaptureReport['status'], device: string): void => {
    if (!isLost && (wanted !== undefined || status === 'closed'))
      socket.report({ type: 'report-capture', channel, status, device });
  };
  const open = async (device: string): Promise<AsyncDisposable | undefined> => {
    await shown();
    if (wanted !== device) return undefined;
    if (!devices) {
      report('failed', 'This browser gives pages no microphone at this address.');
      return undefined;
    }
    return openChannelCapture({
      channel,
      openStream: () =>
        channel === 'me' ? openMicrophone(devices, device, processing()) : openLoopback(devices),
      report,
      sendAudio: socket.sendAudio,
      onEnded: () => restart(),
    });
  };
  const restart = (): void => {
    const before = work;
    const device = isLost ? undefined : wanted;
    work = (async () => {
      await (await before)?.[Symbol.asyncDispose]();
      return device === undefined ? undefined : open(device);
    })();
  };
  return {
    get isWanted(): boolean {
      return wanted !== undefined;
    },
    want: (device: string | undefined): void => {
      if (device === wanted) return;
      wanted = device;
      if (device === undefined) report('closed', '');
      isLost = false;
      restart();
    },
    /** Another page captures this channel now. */
    lose: (): void => {
      isLost = true;
      restart();
    },
    /** Tries again when nothing is open, as after a device was plugged in. */
    retry: async (): Promise<void> => {
      if ((await work) === undefined && wanted !== undefined && !isLost) restart();
    },
  };
}

type CaptureSocket = ReturnType<typeof lazySocket>;

/**
 * The capture socket is opened with the first device. A new connection is sent again what became of each
 * device, and gets the sound that the one before could not take.
 */
function lazySocket(origin: string, token: string, onLost: (channel: ChannelName) => void) {
  let socket: EngineSocket | undefined;
  const newest = new Map<ChannelName, CaptureReport>();
  const outbox = createAudioOutbox((bytes) => socket?.sendAudio(bytes) ?? false);
  const sendNow = (report: CaptureReport): void => {
    // A connection that is down gets it once it is up again.
    void socket?.send(report).catch(() => undefined);
  };
  return {
    open: (): void => {
      socket ??= openEngineSocket({
        origin,
        token,
        resumePoint: () => undefined,
        onMessage: (message) => {
          if (message.kind === 'welcome') newest.forEach(sendNow);
          if (message.kind !== 'capture-lost') return;
          newest.delete(message.channel);
          sendNow({ type: 'report-capture', channel: message.channel, status: 'moved', device: '' });
          onLost(message.channel);
        },
        onStatus: () => undefined,
      });
    },
    report: (report: CaptureReport): void => {
      newest.set(report.channel, report);
      sendNow(report);
    },
    sendAudio: outbox.send,
    /** Nothing is captured any more: what waits is old. */
    forget: outbox.clear,
    [Symbol.dispose]: () => socket?.[Symbol.dispose](),
  };
}

/** After the next frame is on the screen; a hidden page paints none, so there a moment has to do. */
function nextPaint(page: Window): Promise<void> {
  return new Promise((resolve) => {
    page.requestAnimationFrame(() => page.requestAnimationFrame(() => resolve()));
    setTimeout(resolve, HIDDEN_PAGE_WAIT_MS);
  });
}
