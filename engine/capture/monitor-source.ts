import { spawn } from 'node:child_process';
import { EngineError } from '../base/engine-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { readRecording, type RecordingFailure } from './child-recording.ts';
import { findRecorders } from './find-recorders.ts';
import { LiveBuffer } from './live-buffer.ts';
import type { RecorderSource } from './recorder-source.ts';
import { restartRecording } from './restart-recording.ts';

const PAREC_ARGUMENTS: readonly string[] = [
  '--device=@DEFAULT_MONITOR@',
  '--raw',
  '--format=s16le',
  `--rate=${PIPELINE_RATE_HZ}`,
  '--channels=1',
  '--latency-msec=20',
];

/**
 * What the loudspeaker plays (the other side of the call), through PulseAudio or PipeWire on Linux.
 * `frames` throws EngineError 'recorder-missing' | 'recorder-failed'.
 */
export function openMonitorSource({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Logger;
}): RecorderSource {
  let droppedBeforeCount = 0;
  let buffer = new LiveBuffer('monitor', clock);
  return {
    channel: 'them',
    device: 'system sound',
    get droppedFrameCount() {
      return droppedBeforeCount + buffer.droppedFrameCount;
    },
    frames: async function* (signal): AsyncGenerator<AudioFrame, void, undefined> {
      const { monitorPath } = await findRecorders();
      if (monitorPath === undefined) throw monitorMissing();
      const record = (): AsyncGenerator<AudioFrame, void, undefined> => {
        log.info('monitor started');
        droppedBeforeCount += buffer.droppedFrameCount;
        buffer = new LiveBuffer('monitor', clock);
        // In a group of its own: Ctrl+C in a terminal is for Sotto, which stops it in order.
        const child = spawn(monitorPath, PAREC_ARGUMENTS, {
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true,
        });
        return readRecording(child, buffer, 'them', explain, signal);
      };
      yield* restartRecording(record, { clock, log }, signal);
    },
  };
}

function monitorMissing(): EngineError {
  return process.platform === 'linux'
    ? new EngineError(
        'recorder-missing',
        'parec, which records what the loudspeaker plays, was not found.',
        'Install it: `sudo apt install pulseaudio-utils`.',
      )
    : new EngineError(
        'recorder-missing',
        'Recording what the loudspeaker plays without the app window works on Linux only.',
        'Choose "page" for the others in Settings, Audio, and start Sotto as an app.',
      );
}

function explain({ wasHeard, reason, cause }: RecordingFailure): EngineError {
  const detail = reason === '' ? '' : ` parec says: ${reason}`;
  return new EngineError(
    'recorder-failed',
    `${wasHeard ? 'Recording the system sound stopped.' : 'The system sound cannot be recorded.'}${detail}`,
    'Check that PulseAudio or PipeWire runs and a loudspeaker is selected, then try again.',
    { cause },
  );
}
