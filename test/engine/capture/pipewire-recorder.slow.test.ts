import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pipeWireRecorder } from '../../../engine/capture/pipewire-recorder.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sotto-pipewire-'))));
afterEach(() => rm(folder, { recursive: true }));

/** The options that a `pw-record` with this help is started with. */
async function optionsOf(help: string, what: 'microphone' | 'loudspeaker'): Promise<readonly string[]> {
  const path = join(folder, 'pw-record');
  const script = `[ "$1" = --help ] && { ${help} || exit 1; exit; }\nfor option; do echo "$option"; done`;
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  const recorder = await pipeWireRecorder(path, what);
  expect(recorder.name).toBe('pw-record');
  const child = recorder.start();
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  await once(child, 'close');
  return chunks.join('').trim().split('\n');
}

test('a version that knows raw sound is asked for it, and one that does not is not', async () => {
  const options = ['--format=s16', '--rate=16000', '--channels=1', '--latency=20ms'];
  const loudspeaker = '--properties={ stream.capture.sink=true }';
  expect(await optionsOf('echo "  -a, --raw  RAW mode"', 'loudspeaker')).toEqual([
    ...options,
    loudspeaker,
    '--raw',
    '-',
  ]);
  expect(await optionsOf('echo "  --rate"', 'loudspeaker')).toEqual([...options, loudspeaker, '-']);
});

test('a version that has no help is started all the same, and a microphone is not a loudspeaker', async () => {
  expect(await optionsOf('false', 'microphone')).toContain('--properties={ stream.capture.sink=false }');
});
