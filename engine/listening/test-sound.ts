import { inBackground } from '../base/background.ts';
import { asEngineError } from '../base/engine-error.ts';
import type { Clock } from '../base/clock.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { measureDbfs, SILENCE_DBFS } from '../capture/level-meter.ts';
import { createToneDetector } from '../capture/tone.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import type { ChannelTest } from '../protocol/sound-test.ts';

/** A device that opens slowly, such as a Bluetooth headset, sends its first frame within this time. */
const OPEN_PATIENCE_MS = 4_000;
const TONE_PATIENCE_MS = 4_000;
const LOOK_INTERVAL_MS = 250;

interface TestDeps {
  readonly clock: Clock;
  readonly publish: (event: UnstampedEvent) => void;
}

/** Opens each source, has a page play the tone and reports which channel hears it. */
export async function testSound(sources: readonly CaptureSource[], deps: TestDeps): Promise<void> {
  const { clock, publish } = deps;
  const closing = new AbortController();
  const within = (patienceMs: number, marks: readonly Promise<void>[]): Promise<unknown> => {
    const waited = new AbortController();
    const overdue = clock.sleep(patienceMs, waited.signal).catch(() => undefined);
    return Promise.race([Promise.all(marks), overdue]).finally(() => waited.abort());
  };
  const publishCapturing = (isCapturing: boolean): void => {
    const channels = isCapturing ? sources.map(({ channel }) => channel) : [];
    publish({
      type: 'capture.changed',
      isCapturing,
      isPaused: false,
      isDemo: false,
      isCheck: true,
      channels,
    });
  };
  // The indicator stands before the first sample is taken, and a page opens its devices by it.
  publishCapturing(true);
  const ears = sources.map((source) => listenForTone(source, clock, closing.signal));
  publish({ type: 'sound-test.changed', phase: 'opening', channels: [] });
  await within(
    OPEN_PATIENCE_MS,
    ears.map(({ opened }) => opened),
  );
  publish({ type: 'sound-test.changed', phase: 'playing', channels: [] });
  await within(
    TONE_PATIENCE_MS,
    ears.map(({ heard }) => heard),
  );
  closing.abort();
  publishCapturing(false);
  publish({ type: 'sound-test.changed', phase: 'done', channels: ears.map((ear) => ear.result()) });
}

function listenForTone(source: CaptureSource, clock: Clock, signal: AbortSignal) {
  const opened = Promise.withResolvers<void>();
  const heard = Promise.withResolvers<void>();
  const isToneIn = createToneDetector();
  let outcome: ChannelTest['outcome'] = 'no-sound';
  let detail = '';
  const listen = async (): Promise<void> => {
    for await (const { samples } of source.frames(signal)) {
      opened.resolve();
      if (outcome === 'no-sound') outcome = 'silent';
      if (outcome === 'silent' && measureDbfs(samples) > SILENCE_DBFS) outcome = 'no-tone';
      if (!isToneIn(samples)) continue;
      outcome = 'heard';
      heard.resolve();
    }
  };
  const giveUp = (): void => {
    opened.resolve();
    heard.resolve();
  };
  // A device that failed or is away keeps nobody waiting.
  listen()
    .catch((error: unknown) => {
      if (!signal.aborted) detail = asEngineError(error).message;
    })
    .finally(giveUp);
  const watchAway = async (): Promise<void> => {
    while (!source.awayFor) await clock.sleep(LOOK_INTERVAL_MS, signal);
    giveUp();
  };
  inBackground(watchAway, () => undefined);
  return {
    opened: opened.promise,
    heard: heard.promise,
    // What a recorder really records is known only once it runs.
    result: (): ChannelTest => ({
      channel: source.channel,
      device: source.device,
      outcome,
      detail: detail === '' ? (source.awayFor?.message ?? '') : detail,
    }),
  };
}
