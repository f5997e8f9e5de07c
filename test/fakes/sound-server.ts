import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * A real PulseAudio with a loudspeaker that plays into nothing; what it plays can be recorded. Where it has a
 * microphone too, that hears what is played into it and is the default to record from.
 */
export interface SoundServer extends AsyncDisposable {
  /** For the programs that play and record. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settles when the file was played to its end. */
  play(path: string, into?: 'loudspeaker' | 'microphone'): Promise<void>;
  /** Takes the loudspeaker away and, half a second later, puts one of the same name in its place. */
  replug(): Promise<void>;
}

const SINKS = { loudspeaker: 'sotto', microphone: 'sotto-microphone' } as const;
const START_DEADLINE_MS = 5_000;

/** @returns what is missing, or undefined when a sound server can be started here. */
export async function missingSoundTools(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    try {
      await promisify(execFile)('which', [program]);
    } catch {
      return program;
    }
  }
  return undefined;
}

/** Runs apart from any sound server of the user: own runtime folder, own socket, no hardware. */
export async function startSoundServer({ hasMicrophone = false } = {}): Promise<SoundServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-sound-'));
  const socket = join(folder, 'native');
  const environment = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_RUNTIME_PATH: folder,
    XDG_RUNTIME_DIR: folder,
    HOME: folder,
  };
  const modules = [
    `module-null-sink sink_name=${SINKS.loudspeaker}`,
    `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
  ];
  const server = spawn(
    'pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      '--disable-shm=yes',
      ...modules.flatMap((module) => ['-L', module]),
    ],
    { env: { ...process.env, ...environment }, stdio: 'ignore' },
  );
  const players = new Set<ChildProcess>();
  await waitUntilReady(environment);
  const control = (...orders: string[]) =>
    promisify(execFile)('pactl', orders, { env: { ...process.env, ...environment } });
  if (hasMicrophone) {
    await control('load-module', 'module-null-sink', `sink_name=${SINKS.microphone}`);
    await control('set-default-sink', SINKS.loudspeaker);
    await control('set-default-source', `${SINKS.microphone}.monitor`);
  }
  return {
    environment,
    replug: async () => {
      const { stdout } = await control('list', 'short', 'modules');
      const module = stdout
        .split('\n')
        .find((line) => line.split('\t').includes(`sink_name=${SINKS.loudspeaker}`));
      await control('unload-module', module?.split('\t', 1)[0] ?? '');
      await sleep(500);
      await control('load-module', 'module-null-sink', `sink_name=${SINKS.loudspeaker}`);
      await control('set-default-sink', SINKS.loudspeaker);
    },
    play: async (path, into = 'loudspeaker') => {
      const player = spawn('paplay', ['--latency-msec=20', `--device=${SINKS[into]}`, path], {
        env: { ...process.env, ...environment },
        stdio: 'ignore',
      });
      players.add(player);
      await once(player, 'close');
      players.delete(player);
    },
    [Symbol.asyncDispose]: async () => {
      for (const player of players) player.kill();
      const closed = once(server, 'close');
      server.kill();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(environment: Readonly<Record<string, string>>): Promise<void> {
  const deadlineMs = performance.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      await promisify(execFile)('pactl', ['info'], { env: { ...process.env, ...environment } });
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await sleep(50);
    }
  }
}
