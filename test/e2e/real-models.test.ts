import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { samplesMs } from '../../engine/base/nouns.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { suppressInvented } from '../../engine/transcription/suppress-invented.ts';
import type { CallReport } from '../../scripts/eval/call.ts';
import { openSpeechModel } from '../../scripts/eval/open-speech-model.ts';
import type { SpeechReport } from '../../scripts/eval/speech-report.ts';
import { never } from '../fakes/pass-runner-stage.ts';
import { realModel } from '../fakes/real-models.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { eventsOf, fixturePath, makeDataFolder, runCli, runScript } from './run-cli.ts';

/**
 * The whole road over real weights: natural speech in, bullets out, in real time. Only what must hold on any
 * machine is asserted; how fast and how well it goes is measured by `eval call`.
 */

const CALL = path.join(PROJECT_ROOT, 'assets', 'demo', 'natural-call');
const SPEECHLESS = ['silence-5s.wav', 'noise-5s.wav', 'noise-low-5s.wav'];
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
    ])('$name hear a call and answer its questions', async ({ speech, chat }) => {
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
        answers: { expected: 3, echoes: 0 },
      });
      expect(report.wer).toBeLessThan(0.15);
      expect(report.answers.completed).toBeGreaterThan(0);
      expect(report.models.speech).toContain(path.basename(speech.path));
      expect(report.models.chat).toContain(path.basename(chat.path, '.gguf'));
    });

    test.each([whisper, moonshine])(
      'silence, noise, hum and clicks bring no word ($path)',
      async ({ path: modelPath }) => {
        using data = makeDataFolder();
        mkdirSync(data.path, { recursive: true });
        for (const file of SPEECHLESS)
          copyFileSync(fixturePath(`samples/${file}`), path.join(data.path, file));
        const manifestPath = path.join(data.path, 'manifest.json');
        writeFileSync(manifestPath, JSON.stringify(SPEECHLESS.map((file) => ({ file, speechSegments: [] }))));
        const run = await runCli(['eval', 'speech', manifestPath, '--json'], {
          SOTTO_DATA_DIR: data.path,
          SOTTO_SPEECH_MODEL: modelPath,
        });
        expect(run.code, run.stderr).toBe(0);
        const report = JSON.parse(run.stdout) as SpeechReport;
        expect(report.emptyOnSilence).toBe(1);
        expect(report.silentWindows).toBeGreaterThan(SPEECHLESS.length);
      },
    );

    test('the recognizer itself is given silence and noise, and what it invents is not shown', async () => {
      await using transcriber = await openSpeechModel(whisper.path);
      for (const file of SPEECHLESS) {
        const { samples } = await readSound(fixturePath(`samples/${file}`));
        const voicedMs = samplesMs(samples.length);
        const facts = { turnId: file, channel: 'them', startMs: 0, speechStartMs: 0, voicedMs } as const;
        const recognition = await transcriber.transcribe(
          { ...facts, samples, speechEndMs: voicedMs },
          { pass: 'final', language: 'en', vocabulary: '' },
          never(),
        );
        // The voice detector lets next to nothing of it through as voice.
        expect(suppressInvented(recognition, { voicedMs: 200, vocabulary: '' }).text).toBe('');
      }
    });

    test('the demo plays natural speech to real models', async () => {
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
