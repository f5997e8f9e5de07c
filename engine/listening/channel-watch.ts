import type { Clock } from '../base/clock.ts';
import { asEngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { publishFailure } from '../base/publish-failure.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { EchoGuard } from '../echo/echo-guard.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import type { ChannelReading } from './channel-reading.ts';

const MEASURE_INTERVAL_MS = 250;

export interface ChannelWatchDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly publish: (event: UnstampedEvent) => void;
  readonly publishState: (state: ComponentState) => void;
  /** Keeps the other side out of the microphone; absent where there is but one channel. */
  readonly echo?: Pick<EchoGuard, 'report'> | undefined;
  /** False while no sound at all comes from a source. */
  readonly onArrival?: (channel: Channel, isArriving: boolean) => void;
}

/** A source that ends like a file when `end` aborts, and that reports why when it fails; the other one continues. */
export function endable(
  source: CaptureSource,
  reading: Pick<ChannelReading, 'noteEnd'> | undefined,
  deps: ChannelWatchDeps,
  end: AbortSignal,
): CaptureSource {
  const component = source.channel === 'me' ? 'microphone' : 'them';
  return {
    channel: source.channel,
    device: source.device,
    frames: async function* (signal) {
      deps.publishState({ component, status: 'starting', reason: source.device });
      try {
        yield* source.frames(AbortSignal.any([signal, end]));
      } catch (error) {
        if (signal.aborted) throw error;
        if (!end.aborted) publishSourceFailure(error, component, deps);
        return;
      } finally {
        reading?.noteEnd();
        if (end.aborted) deps.publishState({ component, status: 'off', reason: 'Not listening' });
      }
    },
  };
}

function publishSourceFailure(
  error: unknown,
  component: 'microphone' | 'them',
  deps: ChannelWatchDeps,
): void {
  const { code, message, remedy } = asEngineError(error);
  deps.log.warn('a sound source failed', { component, code, error });
  deps.publishState({
    component,
    status: 'failed',
    code,
    reason: `${message} ${remedy}`,
    action: { label: 'Try again', kind: 'start-capture' },
  });
  deps.publish({ type: 'failed', code, message, remedy });
}

/** Reports the figures and states of the channels a few times a second until `signal` aborts, and then rejects. */
export async function publishReadings(
  readings: readonly ChannelReading[],
  deps: ChannelWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await deps.clock.sleep(MEASURE_INTERVAL_MS, signal);
    for (const channel of readings) {
      const { reading, changed, awayFor } = channel.read();
      deps.onArrival?.(reading.channel, reading.state !== 'lost' && reading.state !== 'denied');
      const echo = reading.channel === 'me' ? deps.echo?.report() : undefined;
      deps.publish({ type: 'channel.measured', ...reading, ...(echo && { echo }) });
      if (changed) deps.publishState(changed);
      if (awayFor) publishFailure(awayFor, deps.publish);
    }
  }
}
