import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../engine/base/clock.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { WireAudioFrame } from '../../engine/protocol/audio-frame.ts';
import type { Command, Role } from '../../engine/protocol/commands.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { defaultSettings, type Settings, type SettingsPatch } from '../../engine/protocol/settings.ts';
import { createHub } from '../../engine/server/hub.ts';
import type { PastCalls } from '../../engine/server/calls-routes.ts';
import { startServer, type RunningServer } from '../../engine/server/start-server.ts';

const COMMAND_DEADLINE_MS = 20_000;

/** The real server with nothing behind it: tests publish the events and see what pages sent. */
export interface ProtocolServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly commands: readonly { readonly command: Command; readonly role: Role }[];
  readonly audio: readonly WireAudioFrame[];
  settings: Settings;
  publish(...events: UnstampedEvent[]): void;
  /** What pages do next with this command is refused with this error. */
  refuse(type: Command['type'], error: EngineError): void;
  /** Settles with the newest command of that type as soon as there is one. */
  commanded<Type extends Command['type']>(type: Type): Promise<Extract<Command, { type: Type }>>;
}

export async function startProtocolServer(options: {
  staticDirectory: string;
  port?: number;
  calls?: PastCalls;
}): Promise<ProtocolServer> {
  const hub = createHub({ clock: systemClock });
  const commands: { command: Command; role: Role }[] = [];
  const audio: WireAudioFrame[] = [];
  const refusals = new Map<Command['type'], EngineError>();
  let wake = Promise.withResolvers<void>();

  const server = await startServer(
    {
      hub,
      clock: systemClock,
      log: silentLogger,
      appVersion: '0.0.0-test',
      staticDirectory: options.staticDirectory,
      port: options.port ?? 0,
      ...(options.calls && { calls: options.calls }),
      onAudio: (frame) => audio.push(frame),
      onCaptureGone: () => undefined,
      async execute(command, role) {
        commands.push({ command, role });
        wake.resolve();
        wake = Promise.withResolvers();
        const refusal = refusals.get(command.type);
        if (refusal) throw refusal;
        keepFacts(fake, command);
      },
    },
    AbortSignal.timeout(10_000),
  );
  const fake: ProtocolServer = {
    server,
    commands,
    audio,
    settings: { ...structuredClone(defaultSettings), guide: { step: 'done' } },
    publish: (...events) => events.forEach((event) => hub.publish(event)),
    refuse: (type, error) => void refusals.set(type, error),
    commanded: async (type) => {
      const deadline = sleep(COMMAND_DEADLINE_MS, undefined, { ref: false }).then(() => {
        throw new Error(`No page sent "${type}".`);
      });
      deadline.catch(() => undefined);
      for (;;) {
        const found = commands.findLast(({ command }) => command.type === type);
        if (found) return found.command as Extract<Command, { type: typeof type }>;
        await Promise.race([wake.promise, deadline]);
      }
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  fake.publish({ type: 'settings.changed', settings: fake.settings });
  return fake;
}

/** The few facts that a page waits for after its own command. */
function keepFacts(fake: ProtocolServer, command: Command): void {
  const change = (patch: SettingsPatch): void => {
    fake.settings = merge(fake.settings, patch);
    fake.publish({ type: 'settings.changed', settings: fake.settings });
  };
  const capture = (isCapturing: boolean, isPaused = false): void =>
    fake.publish({
      type: 'capture.changed',
      isCapturing,
      isPaused,
      isDemo: false,
      channels: isCapturing ? ['me'] : [],
    });
  switch (command.type) {
    case 'change-settings':
      return change(command.patch);
    case 'set-access-token': {
      const isSet = command.token !== '';
      return fake.publish({
        type: 'access-token.changed',
        service: command.service,
        keptIn: isSet ? 'keychain' : 'nowhere',
        origins: isSet ? [new URL(fake.settings.model.ollamaUrl).origin] : [],
        detail: '',
      });
    }
    case 'give-consent':
      return change({ privacy: { consentAtMs: Date.UTC(2026, 10, 21) } });
    case 'withdraw-consent':
      return change({ privacy: { consentAtMs: null } });
    case 'start-capture':
      return capture(true);
    case 'stop-capture':
      return capture(false);
    case 'pause':
      return capture(!command.isPaused, command.isPaused);
    case 'push-to-talk':
      return fake.publish({ type: 'push-to-talk.changed', isHeld: command.phase === 'press' });
    default:
      return undefined;
  }
}

function merge(settings: Settings, patch: SettingsPatch): Settings {
  const merged = Object.entries(patch).map(([part, values]) => [
    part,
    { ...(settings[part as keyof Settings] as object), ...values },
  ]);
  return { ...settings, ...Object.fromEntries(merged) } as Settings;
}
