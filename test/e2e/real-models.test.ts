import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../scripts/eval/call.ts';
import { realModel } from '../fakes/real-models.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { eventsOf, makeDataFolder, runCli, runScript } from './run-cli.ts';

/**
 * The whole road over real weights: natural speech in, bullets out, in real time. Only what must hold on any
 * machine is asserted; how fast and how well it goes is measured by `eval call`.
 */

const CALL = path.join(PROJECT_ROOT, 'assets', 'demo', 'natural-call');
/** No Ollama of this machine takes part. */
const NO_OLLAMA = 'http://127.0.0.1:9';

const whisper = realModel('whisperSherpa');
const moonshine = realModel('moonshine');
const qwen = realModel('qwenChat');
const smol = realModel('smolChat');
const missing = [whisper, moonshine, qwen, smol].flatMap((model) => model.missing ?? [])[0];
if (missing !== undefined)
  process.stderr.write(`\nSKIPPED, nothing of real models was tested: ${missing}\n\n`);

describe.skipIf(missing !== undefined)(
  missing === undefined ? 'real models' : `real models (skipped: ${missing})`,
  () => {
    test.each([
      { speech: whisper, chat: qwen, name: 'Whisper base and Qwen 0.5B' },
      { speech: moonshine, chat: smol, name: 'Moonshine base and SmolLM2 135M' },
    ])('$name hear a call and answer its questions', { timeout: 240_000 }, async ({ speech, chat }) => {
      using data = makeDataFolder();
      mkdirSync(data.path, { recursive: true });
      writeFileSync(
        path.join(data.path, 'settings.json'),
        JSON.stringify({ version: 1, speech: { recognizer: 'sherpa-onnx', language: 'en' } }),
      );
      const run = await runCli(['eval', 'call', `${CALL}.json`, '--them', `${CALL}.wav`, '--json'], {
        SOTTO_DATA_DIR: data.path,
        SOTTO_OLLAMA_URL: NO_OLLAMA,
        SOTTO_SPEECH_MODEL: speech.path,
        SOTTO_MODEL: chat.path,
      });
      expect(run.code, run.stderr).toBe(0);
      const report = JSON.parse(run.stdout) as CallReport;
      expect(report).toMatchObject({
        utterances: 5,
        lostUtterances: 0,
        questions: { expected: 3, found: 3, falseAlarms: 0 },
        answers: { expected: 3 },
      });
      expect(report.wer).toBeLessThan(0.15);
      expect(report.answers.completed).toBeGreaterThan(0);
      expect(report.models.speech).toContain(path.basename(speech.path));
      expect(report.models.chat).toContain(path.basename(chat.path, '.gguf'));
    });

    test('the demo plays natural speech to real models', { timeout: 240_000 }, async () => {
      const run = await runScript('demo.ts', ['--json'], {});
      expect(run.code, run.stderr).toBe(0);
      const asked = eventsOf(run.events(), 'answer.started').map(({ question }) => question);
      const { utterances } = JSON.parse(readFileSync(`${CALL}.json`, 'utf8')) as {
        utterances: readonly { text: string; expects: string }[];
      };
      expect(asked).toHaveLength(utterances.filter(({ expects }) => expects === 'answer').length);
      const models = eventsOf(run.events(), 'answer.started').map(({ model }) => model);
      expect(models.every((model) => model === path.basename(qwen.path, '.gguf'))).toBe(true);
    });
  },
);
