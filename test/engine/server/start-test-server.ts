import { systemClock, type Clock } from '../../../engine/base/clock.ts';
import { silentLogger, type Logger } from '../../../engine/base/logger.ts';
import type { WireAudioFrame } from '../../../engine/protocol/audio-frame.ts';
import type { Command, Role } from '../../../engine/protocol/commands.ts';
import { createHub, type Hub } from '../../../engine/server/hub.ts';
import type { MonitoringSource } from '../../../engine/server/monitoring-routes.ts';
import type { PastCalls } from '../../../engine/server/calls-routes.ts';
import type { ModelReceiver, SoundReceiver } from '../../../engine/server/receive-uploads.ts';
import { startServer, type RunningServer } from '../../../engine/server/start-server.ts';
import { connectClient, type ProtocolClient } from '../../fakes/protocol-client.ts';

export interface TestServer extends AsyncDisposable {
  readonly hub: Hub;
  readonly server: RunningServer;
  readonly executed: { command: Command; role: Role }[];
  readonly audio: WireAudioFrame[];
  /** Channels whose client went away without closing them. */
  readonly goneChannels: WireAudioFrame['channel'][];
  /** A client with a new token of this role. */
  connect(role?: Role): Promise<ProtocolClient>;
}

/** The real server on any free port, with a hub of its own. */
export async function startTestServer(
  options: {
    staticDirectory?: string;
    port?: number;
    dataDir?: string;
    capacityCount?: number;
    clock?: Clock;
    socketLimitCount?: number;
    log?: Logger;
    execute?: (command: Command) => Promise<void>;
    monitoring?: MonitoringSource;
    models?: ModelReceiver;
    sounds?: SoundReceiver;
    calls?: PastCalls;
  } = {},
): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const hub = createHub({ clock, ...(options.capacityCount && { capacityCount: options.capacityCount }) });
  const executed: { command: Command; role: Role }[] = [];
  const audio: WireAudioFrame[] = [];
  const goneChannels: WireAudioFrame['channel'][] = [];
  const server = await startServer(
    {
      hub,
      clock,
      log: options.log ?? silentLogger,
      appVersion: '0.0.0-test',
      staticDirectory: options.staticDirectory ?? import.meta.dirname,
      port: options.port ?? 0,
      ...(options.dataDir && { dataDir: options.dataDir }),
      ...(options.socketLimitCount && { socketLimitCount: options.socketLimitCount }),
      ...(options.monitoring && { monitoring: options.monitoring }),
      ...(options.models && { models: options.models }),
      ...(options.sounds && { sounds: options.sounds }),
      ...(options.calls && { calls: options.calls }),
      onAudio: (frame) => audio.push(frame),
      onCaptureGone: (channel) => goneChannels.push(channel),
      async execute(command, role) {
        executed.push({ command, role });
        await options.execute?.(command);
      },
    },
    AbortSignal.timeout(10_000),
  );
  return {
    hub,
    server,
    executed,
    audio,
    goneChannels,
    connect: (role = 'hud') => connectClient({ port: server.port, token: server.mintToken(role) }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
