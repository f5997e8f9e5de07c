import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * A real PulseAudio with a loudspeaker that plays into nothing; what it plays can be recorded. Where it has a
 * microphone too, that hears what is played into it and is the default to record from; a headset stands by as the
 * loudspeaker that takes over.
 */
export interface SoundServer extends AsyncDisposable {
  /** For the programs that play and record. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Settles when the file was played to its end.
   * @throws SoundServerStarved when the machine was too busy to play it without a break.
   */
  play(path: string, into?: Sink): Promise<void>;
  /** Takes the loudspeaker away. */
  unplug(): Promise<void>;
  /** Puts one of the same name in its place. */
  plugIn(): Promise<void>;
  /** Kills it, as when it crashes; the programs that record lose it. */
  crash(): Promise<void>;
  /** Starts it again at the same address, with the loudspeaker alone. */
  comeBack(): Promise<void>;
  /** Takes the microphone away; what the loudspeaker plays becomes the default to record from. */
  unplugMicrophone(): Promise<void>;
  /** Puts one of the same name in its place, which becomes the default again. */
  plugInMicrophone(): Promise<void>;
  /** The processes of `parec`, which records what the loudspeaker plays. */
  recordingLoudspeaker(): Promise<readonly string[]>;
  /** Records the microphone as a program of that name would; the result hangs up. */
  joinCall(programName: string): Promise<() => void>;
  /** Plays to this from now on, as the user may choose. */
  setLoudspeaker(sink: Sink): Promise<void>;
}

/** What was played broke off for a moment, and nobody can say what was heard of it: play it again. */
export class SoundServerStarved extends Error {
  override readonly name = 'SoundServerStarved';
}

const MAX_ATTEMPT_COUNT = 5;

/** Does all of `play` again where the machine was too busy to play without a break. */
export async function unlessStarved(play: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await play();
    } catch (error) {
      if (!(error instanceof SoundServerStarved) || attempt === MAX_ATTEMPT_COUNT) throw error;
      console.warn(`The sound server could not keep up; attempt ${attempt} is repeated.`);
    }
  }
}

type Environment = SoundServer['environment'];
type Devices = Pick<
  SoundServer,
  'unplug' | 'plugIn' | 'plugInMicrophone' | 'unplugMicrophone' | 'setLoudspeaker' | 'recordingLoudspeaker'
>;
type Sink = keyof typeof SINKS;

const SINKS = { loudspeaker: 'sotto', microphone: 'sotto-microphone', headset: 'sotto-headset' } as const;
const MICROPHONE = 'sotto-mouthpiece';
const START_DEADLINE_MS = 5_000;
/** A player that is kept waiting on a busy machine has this much in store. */
const PLAYER_LATENCY_MS = 2_000;

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
  let server = spawnServer(socket, environment);
  const players = new Set<ChildProcess>();
  await waitUntilReady(environment);
  const devices = controlDevices(environment);
  if (hasMicrophone) await addMicrophone(environment, devices);
  return {
    environment,
    ...devices,
    crash: async () => {
      const closed = once(server, 'close');
      server.kill('SIGKILL');
      await closed;
      // It left its socket behind.
      await rm(socket, { force: true });
    },
    comeBack: async () => {
      server = spawnServer(socket, environment);
      await waitUntilReady(environment);
    },
    joinCall: async (programName) => {
      const options = [`--device=${MICROPHONE}`, `--property=application.name=${programName}`];
      // Its parent ends at once, so it is not a child of the caller: a program of the user's own.
      const script = 'parec "$@" < /dev/null > /dev/null 2>&1 & echo $!';
      const { stdout } = await promisify(execFile)('sh', ['-c', script, 'sh', ...options], {
        env: { ...process.env, ...environment },
      });
      return () => void process.kill(Number(stdout));
    },
    play: (path, into = 'loudspeaker') => playInto(SINKS[into], path, environment, players),
    [Symbol.asyncDispose]: async () => {
      for (const player of players) player.kill();
      const closed = once(server, 'close');
      // One that has crashed is closed already.
      if (server.kill()) await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function spawnServer(socket: string, environment: Environment): ChildProcess {
  const modules = [
    sinkModule('loudspeaker').join(' '),
    `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
  ];
  return spawn(
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
}

function control(environment: Environment, ...orders: string[]) {
  return promisify(execFile)('pactl', orders, { env: { ...process.env, ...environment } });
}

function controlDevices(environment: Environment): Devices {
  const unload = async (argument: string): Promise<void> => {
    const { stdout } = await control(environment, 'list', 'short', 'modules');
    const module = stdout.split('\n').find((line) => line.split(/\s/).includes(argument));
    await control(environment, 'unload-module', module?.split('\t', 1)[0] ?? '');
  };
  const setLoudspeaker = async (sink: Sink): Promise<void> => {
    await control(environment, 'set-default-sink', SINKS[sink]);
  };
  return {
    unplug: () => unload(`sink_name=${SINKS.loudspeaker}`),
    plugIn: async () => {
      await control(environment, 'load-module', ...sinkModule('loudspeaker'));
      await setLoudspeaker('loudspeaker');
    },
    plugInMicrophone: async () => {
      const master = `master=${SINKS.microphone}.monitor`;
      const description = 'source_properties=device.description=Microphone';
      const source = ['module-remap-source', `source_name=${MICROPHONE}`, master, description];
      await control(environment, 'load-module', ...source);
    },
    unplugMicrophone: () => unload(`source_name=${MICROPHONE}`),
    setLoudspeaker,
    recordingLoudspeaker: async () => {
      const { stdout } = await control(environment, 'list', 'source-outputs');
      return stdout
        .split('Source Output #')
        .filter((text) => text.includes('application.process.binary = "parec"'))
        .flatMap((text) => /application\.process\.id = "(\d+)"/.exec(text)?.[1] ?? []);
    },
  };
}

async function addMicrophone(environment: Environment, devices: Devices): Promise<void> {
  // The oldest of those that are left becomes the default.
  await control(environment, 'load-module', ...sinkModule('headset'));
  await control(environment, 'load-module', ...sinkModule('microphone'));
  await devices.setLoudspeaker('loudspeaker');
  await devices.plugInMicrophone();
  await control(environment, 'set-default-source', MICROPHONE);
}

async function playInto(
  device: string,
  path: string,
  environment: Environment,
  players: Set<ChildProcess>,
): Promise<void> {
  const player = spawn(
    'paplay',
    ['--verbose', `--latency-msec=${PLAYER_LATENCY_MS}`, `--device=${device}`, path],
    { env: { ...process.env, ...environment, LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  players.add(player);
  let reported = '';
  player.stderr.on('data', (chunk: Buffer) => (reported += chunk.toString()));
  await once(player, 'close');
  players.delete(player);
  // It always runs out of sound once: at the end.
  if (reported.split('Stream underrun').length > 2) throw new SoundServerStarved(path);
}

/** Its monitor is called "Monitor of loudspeaker", and so on. */
function sinkModule(sink: Sink): readonly string[] {
  return ['module-null-sink', `sink_name=${SINKS[sink]}`, `sink_properties=device.description=${sink}`];
}

async function waitUntilReady(environment: Environment): Promise<void> {
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
