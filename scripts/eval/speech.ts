import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { loadRealWords } from '../../engine/transcription/real-words.ts';
import { createTermCorrector } from '../../engine/transcription/term-corrector.ts';
import { EngineError } from '../../engine/base/engine-error.ts';
import { languageLimit } from '../../engine/transcription/language-limit.ts';
import { loadVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import { readAudioManifest, readLabelledSound, type LabelledAudio } from './audio-manifest.ts';
import { openSpeechModel } from './open-speech-model.ts';
import { replaySpeech, type ReplayedFile } from './replay-speech.ts';
import { hearSilence, reportSpeech, type HeardAudio, type SpeechReport } from './speech-report.ts';
import { speechlessSounds } from './speechless-sounds.ts';

export interface SpeechEvaluationOptions {
  /** A ggml file or a folder of sherpa-onnx files. */
  readonly modelPath: string;
  /** `auto` or an ISO 639-1 code. */
  readonly language: string;
  /** Names and product terms, whose recall is measured without and with correction. */
  readonly terms?: readonly string[];
  readonly signal?: AbortSignal;
}

const TOY_NOTE =
  'The demo speech model knows only the phrases of test/fixtures/phrases.json: accuracy and lag on other audio mean nothing and are left out.';

/** Plays every labelled file, and sounds without speech, through the front end and the recognizer as if live. */
export async function evaluateSpeech(
  manifestPath: string,
  { modelPath, language, terms = [], signal = new AbortController().signal }: SpeechEvaluationOptions,
): Promise<SpeechReport> {
  const manifest = await readAudioManifest(manifestPath);
  await using transcriber = await openSpeechModel(modelPath);
  const limit = languageLimit(transcriber, language);
  if (limit === 'english-only' || limit === 'unknown-language') {
    throw new EngineError(
      'bad-argument',
      `${transcriber.description} does not know the language "${language}".`,
      'Give another --language, or a model that knows it.',
    );
  }
  await using detectors = await loadVoiceDetectors({ kind: 'auto', log: silentLogger });
  const hear = async (samples: Int16Array): Promise<ReplayedFile> => {
    signal.throwIfAborted();
    using detector = detectors.create();
    return replaySpeech(samples, { detector, transcriber, language }, signal);
  };
  const heard: HeardAudio[] = [];
  for (const audio of manifest) {
    const { samples, durationMs } = await readLabelledSound(audio);
    heard.push({ audio, replay: await hear(samples), durationMs });
  }
  const silences = heard.filter(({ audio }) => audio.speechSegments?.length === 0).map(hearSilence);
  for (const { samples } of speechlessSounds()) {
    const durationMs = (samples.length / PIPELINE_RATE_HZ) * 1_000;
    silences.push(hearSilence({ replay: await hear(samples), durationMs }));
  }
  const isMeaningful = !isToy(modelPath) || (await isFixture(manifest));
  return reportSpeech(heard, silences, {
    recognizer: transcriber.description,
    note: isMeaningful ? '' : TOY_NOTE,
    correction:
      terms.length === 0 ? undefined : { terms, correct: createTermCorrector(terms, await loadRealWords()) },
  });
}

function isToy(modelPath: string): boolean {
  return path.basename(modelPath) === 'toy-speech.bin';
}

async function isFixture(manifest: readonly LabelledAudio[]): Promise<boolean> {
  const phrases = new URL('../../test/fixtures/phrases.json', import.meta.url);
  const known = JSON.parse(await readFile(phrases, 'utf8')) as readonly { readonly text: string }[];
  const texts = new Set(known.map(({ text }) => text));
  const utterances = manifest.flatMap((audio) => audio.utterances ?? []);
  return utterances.length > 0 && utterances.every(({ text }) => texts.has(text));
}
