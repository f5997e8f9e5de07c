import { spawn } from 'node:child_process';
import { EngineError } from '../base/engine-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { RecordingFailure } from './child-recording.ts';
import { findRecorders } from './find-recorders.ts';
import { pipeWireRecorder } from './pipewire-recorder.ts';
import { openProgramSource, type ProgramSource, type RecordingProgram } from './program-source.ts';
import { readSoundServer } from './sound-server.ts';
import type { RecordedSource } from './watch-source.ts';

const PAREC_ARGUMENTS: readonly string[] = [
  '--client-name=Sotto',
  '--device=@DEFAULT_MONITOR@',
  '--raw',
  '--format=s16le',
  `--rate=${PIPELINE_RATE_HZ}`,
  '--channels=1',
  '--latency-msec=20',
];

/**
 * What the loudspeaker plays (the other side of the call), through PulseAudio or PipeWire on Linux. Follows the
 * default loudspeaker, and waits for one that is not there.
 * `frames` throws EngineError 'recorder-missing' | 'recorder-failed'.
 */
export function openMonitorSource({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Logger;
}): ProgramSource {
  return openProgramSource({
    channel: 'them',
    label: 'system sound',
    find: findMonitorPrograms,
    explain,
    takenFrom,
    requireChosen,
    clock,
    log,
  });
}

/** Is there a loudspeaker to record, and a program that records it? Records nothing. */
export async function canRecordOutput(): Promise<boolean> {
  const { parecPath, pipeWirePath } = await findRecorders();
  if (parecPath === undefined && pipeWirePath === undefined) return false;
  const reading = await readSoundServer().catch(() => undefined);
  return reading?.sources.some(({ monitorOf }) => monitorOf !== undefined) ?? false;
}

async function findMonitorPrograms(): Promise<readonly RecordingProgram[]> {
  const { parecPath, pipeWirePath } = await findRecorders();
  const programs: RecordingProgram[] = [];
  if (parecPath !== undefined)
    programs.push({
      name: 'parec',
      start: () =>
        // In its own process group: Ctrl+C in a terminal is for Sotto, which stops it in order.
        spawn(parecPath, PAREC_ARGUMENTS, { stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
    });
  if (pipeWirePath !== undefined) programs.push(await pipeWireRecorder(pipeWirePath, 'loudspeaker'));
  if (programs.length === 0) throw monitorMissing();
  return programs;
}

/**
 * With no microphone, what the loudspeaker plays is the default to record from, and PulseAudio moves its recordings
 * to the first microphone that is plugged in. The loudspeaker is still there: nothing need be started again.
 */
function takenFrom({ source, reading, before }: RecordedSource): string | undefined {
  const { defaultSink, sources } = reading;
  if (source.monitorOf !== undefined || defaultSink !== before.defaultSink) return undefined;
  return sources.find(({ monitorOf }) => monitorOf === defaultSink)?.name;
}

/**
 * A recording whose loudspeaker went away is moved to the microphone, and one of the former default stays with it.
 * A loudspeaker that the user picked for it by hand, as `pavucontrol` can, is left alone.
 */
function requireChosen({ source, reading, before }: RecordedSource): void {
  const { monitorOf, description } = source;
  if (monitorOf === reading.defaultSink) return;
  const hasChanged = reading.defaultSink !== before.defaultSink;
  if (monitorOf !== undefined && !hasChanged) return;
  throw new EngineError(
    'recorder-failed',
    `${description} is not the loudspeaker in use.`,
    'Check that a loudspeaker is selected in the system settings, then try again.',
  );
}

function monitorMissing(): EngineError {
  return process.platform === 'linux'
    ? new EngineError(
        'recorder-missing',
        'No program to record what the loudspeaker plays was found: neither parec nor pw-record.',
        'Install one: `sudo apt install pulseaudio-utils`, or `pipewire-bin` where PipeWire runs.',
      )
    : new EngineError(
        'recorder-missing',
        'Recording what the loudspeaker plays without the app window works on Linux only.',
        'Start Sotto as an app and set "The other side" to "Shared through this window" in Settings, Audio.',
      );
}

function explain({ wasHeard, cause }: RecordingFailure): EngineError {
  return new EngineError(
    'recorder-failed',
    wasHeard ? 'Recording the system sound stopped.' : 'The system sound cannot be recorded.',
    'Check that PulseAudio or PipeWire runs and a loudspeaker is selected; Sotto continues once there is one.',
    { cause },
  );
}
