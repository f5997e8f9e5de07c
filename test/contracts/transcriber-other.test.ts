import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openCommandTranscriber } from '../../engine/transcription/recognizers/command-transcriber.ts';
import { openOpenaiTranscriber } from '../../engine/transcription/recognizers/openai-transcriber.ts';
import { openWhisperNodeTranscriber } from '../../engine/transcription/recognizers/whisper-node-transcriber.ts';
import { recognizePcm } from '../fakes/toy-recognizer.ts';
import { startTranscriptionServer, type TranscriptionServer } from '../fakes/transcription-server.ts';
import { describeTranscriber } from './transcriber-suite.ts';

/** Every other recognizer, each with real inference behind it: whisper.cpp with the toy model. */

const common = { clock: systemClock, log: silentLogger };
const modelPath = pathOf('../../assets/demo/toy-speech.bin');

let server: TranscriptionServer;

beforeAll(async () => {
  server = await startTranscriptionServer(recognizePcm);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describeTranscriber('an OpenAI-compatible server', () =>
  openOpenaiTranscriber({ ...common, baseUrl: server.origin, model: 'toy' }),
);

describeTranscriber('a command', () =>
  openCommandTranscriber({
    ...common,
    command: [process.execPath, pathOf('../fakes/recognizer-command.ts'), '{wav}'],
  }),
);

describeTranscriber('whisper-node', () =>
  openWhisperNodeTranscriber({
    ...common,
    modelPath,
    moduleName: new URL('../fakes/whisper-node/works.ts', import.meta.url).href,
  }),
);

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
