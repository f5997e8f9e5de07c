import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { RecordingProgram } from './program-source.ts';

/**
 * Records through PipeWire itself, where its stand-in for PulseAudio is not installed. PipeWire's session manager
 * follows the default device, and links a recording of a loudspeaker to nothing else.
 */
export async function pipeWireRecorder(
  path: string,
  what: 'microphone' | 'loudspeaker',
): Promise<RecordingProgram> {
  // Older versions write raw samples to a pipe in any case and know no such option.
  const knowsRaw = await promisify(execFile)(path, ['--help']).then(
    ({ stdout }) => stdout.includes('--raw'),
    () => false,
  );
  const options = [
    '--format=s16',
    `--rate=${PIPELINE_RATE_HZ}`,
    '--channels=1',
    '--latency=20ms',
    `--properties={ stream.capture.sink=${what === 'loudspeaker'} }`,
    ...(knowsRaw ? ['--raw'] : []),
    '-',
  ];
  return {
    name: 'pw-record',
    start: () => spawn(path, options, { stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
  };
}
