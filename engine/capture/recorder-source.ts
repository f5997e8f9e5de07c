import { requireDescriptors } from '../base/child-pipes.ts';
import recorder from 'node-record-lpcm16';
import { EngineError } from '../base/engine-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AudioFrame, type Channel, PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { CaptureSource } from './capture-source.ts';
import { readRecording, type RecordingChild, type RecordingFailure } from './child-recording.ts';
import { findRecorders, type RecorderName } from './find-recorders.ts';
import { LiveBuffer } from './live-buffer.ts';
import { restartRecording } from './restart-recording.ts';

/** A channel that a program of the system records. */
export interface RecorderSource extends CaptureSource {
  /** Frames lost because the pipeline was more than five seconds late. */
  readonly droppedFrameCount: number;
}

/** SoX hands over its whole buffer at a time: 640 bytes are 20 ms, its default of 8 KiB a quarter second. */
const SOX_OPTIONS = '--buffer 640';
const PULSE_LATENCY_MSEC = '20';

/**
 * The microphone through SoX, rec or arecord, whichever is there.
 * `frames` throws EngineError 'recorder-missing' | 'recorder-failed' | 'microphone-missing'.
 * @param options.device name for the recorder; '' is the system's default.
 */
export function openRecorderSource(options: {
  readonly channel: Channel;
  readonly device: string;
  readonly clock: Clock;
  readonly log: Logger;
}): RecorderSource {
  const { channel, device, clock, log } = options;
  let droppedBeforeCount = 0;
  let buffer = new LiveBuffer(`recorder-${channel}`, clock);
  return {
    channel,
    device: device === '' ? 'default microphone' : device,
    get droppedFrameCount() {
      return droppedBeforeCount + buffer.droppedFrameCount;
    },
    frames: async function* (signal): AsyncGenerator<AudioFrame, void, undefined> {
      const found = (await findRecorders()).microphone[0];
      if (!found) throw recorderMissing();
      const record = (): AsyncGenerator<AudioFrame, void, undefined> => {
        log.info('recorder started', { recorder: found.name, channel });
        droppedBeforeCount += buffer.droppedFrameCount;
        buffer = new LiveBuffer(`recorder-${channel}`, clock);
        const child = startRecorder(found.name, device);
        return readRecording(child, buffer, channel, (failure) => explain(found.name, failure), signal);
      };
      yield* restartRecording(record, { clock, log }, signal);
    },
  };
}

/** @throws the error of `explain` when no file descriptors are left. */
function startRecorder(name: RecorderName, device: string): RecordingChild {
  try {
    requireDescriptors();
  } catch (cause) {
    throw explain(name, { wasHeard: false, reason: 'no file descriptors are left', cause });
  }
  // The package passes this process's environment on; setting it for the spawn is the only way in.
  const previous = { ...process.env };
  Object.assign(process.env, { SOX_OPTS: SOX_OPTIONS, PULSE_LATENCY_MSEC });
  if (device !== '') process.env['AUDIODEV'] = device;
  try {
    const recording = recorder.record({
      recorder: name,
      sampleRate: PIPELINE_RATE_HZ,
      channels: 1,
      audioType: 'raw',
      ...(device === '' ? {} : { device }),
    });
    return recording.process;
  } finally {
    for (const key of ['SOX_OPTS', 'PULSE_LATENCY_MSEC', 'AUDIODEV']) {
      if (previous[key] === undefined) delete process.env[key];
      else process.env[key] = previous[key];
    }
  }
}

function recorderMissing(): EngineError {
  const remedies: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'Install SoX (`sudo apt install sox`) or alsa-utils.',
    darwin: 'Install SoX (`brew install sox`).',
    win32: 'Install SoX (`choco install sox.portable`).',
  };
  return new EngineError(
    'recorder-missing',
    'No program to record the microphone was found: neither sox, rec nor arecord.',
    `${remedies[process.platform] ?? 'Install SoX.'} Or let the HUD capture the microphone (Settings, Audio).`,
  );
}

function explain(name: RecorderName, { wasHeard, reason, cause }: RecordingFailure): EngineError {
  const detail = reason === '' ? '' : ` ${name} says: ${reason}`;
  return wasHeard
    ? new EngineError(
        'recorder-failed',
        `The microphone stopped.${detail}`,
        'Plug it in again, then try again.',
        { cause },
      )
    : new EngineError(
        'microphone-missing',
        `No microphone could be opened.${detail}`,
        'Plug one in or pick another device in Settings, Audio.',
        { cause },
      );
}
