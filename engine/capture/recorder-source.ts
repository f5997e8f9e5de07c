import { spawn } from 'node:child_process';
import recorders from 'node-record-lpcm16/recorders/index.js';
import { requireDescriptors } from '../base/child-pipes.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { RecordingChild, RecordingFailure } from './child-recording.ts';
import { findRecorders, type RecorderName } from './find-recorders.ts';
import { pipeWireRecorder } from './pipewire-recorder.ts';
import { openProgramSource, type ProgramSource, type RecordingProgram } from './program-source.ts';
import { requireDeviceName } from './recorder-device.ts';
import type { SoundServerSource } from './sound-server.ts';

/**
 * SoX hands over its whole buffer at a time: 640 bytes are 20 ms, its default of 8 KiB a quarter second. Its
 * dither would hide that a microphone sends digital silence.
 */
const SOX_OPTIONS = '--buffer 640 --no-dither';
const PULSE_LATENCY_MSEC = '20';
const PLUG_IN_AGAIN = 'Plug it in again, and Sotto continues; or choose another in Settings, Audio.';

/**
 * The microphone through SoX, rec, arecord or pw-record: the first that gets any sound. One that is not there is
 * waited for. `frames` throws EngineError 'recorder-missing' | 'recorder-failed'.
 * @param options.device name for the recorder; '' is the system's default.
 * @param options.isBesideMonitor the other side is recorded from the loudspeaker, whose sound is not a microphone's then.
 * @throws EngineError 'microphone-missing' at once for what is no name of a device.
 */
export function openRecorderSource(options: {
  readonly channel: Channel;
  readonly device: string;
  readonly isBesideMonitor?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}): ProgramSource {
  const { channel, device, isBesideMonitor = false, clock, log } = options;
  requireDeviceName(device);
  /** A real microphone was recorded, not what a loudspeaker plays. */
  let wasMicrophone = false;
  const requireMicrophone = (source: SoundServerSource, defaultSink: string): void => {
    if (source.monitorOf === undefined) return;
    if (wasMicrophone) throw microphoneGone(source);
    if (isBesideMonitor && source.monitorOf === defaultSink) throw noMicrophone(source);
  };
  return openProgramSource({
    channel,
    label: device === '' ? 'default microphone' : device,
    find: () => findMicrophonePrograms(device),
    explain,
    requireSource: ({ sources, defaultSource, defaultSink }) => {
      const named = (wanted: string) => sources.find(({ name }) => name === wanted);
      const source = named(device) ?? named(defaultSource);
      if (source) requireMicrophone(source, defaultSink);
    },
    requireChosen: ({ source, reading }) => {
      requireMicrophone(source, reading.defaultSink);
      wasMicrophone = source.monitorOf === undefined;
    },
    clock,
    log,
  });
}

async function findMicrophonePrograms(device: string): Promise<readonly RecordingProgram[]> {
  const { microphone, pipeWirePath } = await findRecorders();
  const programs: RecordingProgram[] = microphone.map(({ name }) => ({
    name,
    start: () => startRecorder(name, device),
  }));
  // It knows other names of devices than the rest.
  if (pipeWirePath !== undefined && device === '')
    programs.push(await pipeWireRecorder(pipeWirePath, 'microphone'));
  if (programs.length === 0) throw recorderMissing();
  return programs;
}

/** @throws the error of `explain` when no file descriptors are left. */
function startRecorder(name: RecorderName, device: string): RecordingChild {
  try {
    requireDescriptors();
  } catch (cause) {
    throw explain({ wasHeard: false, reason: 'no file descriptors are left', cause });
  }
  const { cmd, args } = recorders.load(name)({
    sampleRate: PIPELINE_RATE_HZ,
    channels: 1,
    audioType: 'raw',
    ...(device !== '' && { device }),
  });
  const env = {
    ...process.env,
    SOX_OPTS: SOX_OPTIONS,
    PULSE_LATENCY_MSEC,
    ...(device !== '' && { AUDIODEV: device }),
  };
  // In a group of its own: what the recorder starts itself is stopped with it, and Ctrl+C in a terminal is for Sotto.
  return spawn(cmd, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
}

/** The sound server records what the loudspeaker plays in place of a microphone that went away. */
function microphoneGone({ description }: SoundServerSource): EngineError {
  return new EngineError(
    'microphone-missing',
    `The microphone is gone; only ${description} is left to record.`,
    PLUG_IN_AGAIN,
  );
}

function noMicrophone({ description }: SoundServerSource): EngineError {
  return new EngineError(
    'microphone-missing',
    `There is no microphone; only ${description} is there to record.`,
    'Plug one in, and Sotto continues; or choose another in Settings, Audio.',
  );
}

function recorderMissing(): EngineError {
  const remedies: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'Install SoX (`sudo apt install sox`) or alsa-utils.',
    darwin: 'Install SoX (`brew install sox`).',
    win32: 'Install SoX (`choco install sox.portable`).',
  };
  return new EngineError(
    'recorder-missing',
    'No program to record the microphone was found: neither sox, rec, arecord nor pw-record.',
    `${remedies[process.platform] ?? 'Install SoX.'} Or let the HUD capture the microphone (Settings, Audio).`,
  );
}

function explain({ wasHeard, cause }: RecordingFailure): EngineError {
  return wasHeard
    ? new EngineError('recorder-failed', 'The microphone stopped.', PLUG_IN_AGAIN, { cause })
    : new EngineError(
        'microphone-missing',
        'No microphone could be opened.',
        'Plug one in, and Sotto continues; or choose another in Settings, Audio.',
        { cause },
      );
}
