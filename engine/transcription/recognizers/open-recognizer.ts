import type { EngineContext } from '../../base/engine-context.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { ComponentState } from '../../protocol/component-state.ts';
import type { StoredModels } from '../../base/stored-models.ts';
import { SPEECH_MODEL_KINDS, type SpeechModelKind } from '../../protocol/model-kind.ts';
import { RECOGNIZER_NEEDS, type RecognizerName, type Settings } from '../../protocol/settings.ts';
import type { Transcriber } from './base/transcriber.ts';

export interface RecognizerDeps extends Pick<EngineContext, 'settings' | 'clock' | 'log' | 'spawn'> {
  readonly modelFiles: StoredModels;
  readonly accessToken: () => AccessToken | undefined;
  /** The fastest here, as measured; left out where it is not known. */
  readonly threadCount?: number | undefined;
}

export type OpenTranscriber = Transcriber & {
  readonly processId?: number | undefined;
  /** What speaks against using it here, and the way on. */
  readonly notice?: string | undefined;
  restart?(): Promise<void>;
};

export interface ChosenRecognizer {
  readonly name: RecognizerName;
  /** A ggml file or a folder of sherpa-onnx files; '' where the recognizer brings its own. */
  readonly modelPath: string;
}

interface RecognizerRow {
  /** Computes on this machine by this package, so it has a pace; left out: its pace is not ours to measure. */
  readonly packageName?: string;
  /** Each is loaded when it is chosen: none of them delays the start. */
  readonly open: (
    modelPath: string,
    deps: RecognizerDeps,
    onStateChange: (state: ComponentState) => void,
  ) => Promise<OpenTranscriber>;
}

/** To add a recognizer: its file in a folder here, its row here, its name and need in the protocol's settings. */
export const RECOGNIZERS: Readonly<Record<RecognizerName, RecognizerRow>> = {
  'whisper.cpp': {
    packageName: '@fugood/whisper.node',
    open: async (modelPath, { settings, threadCount, clock, log, spawn }, onStateChange) => {
      const { openWhisperTranscriber } = await import('./whisper/whisper-transcriber.ts');
      const { useGpu } = settings().speech;
      return openWhisperTranscriber({ modelPath, useGpu, threadCount, clock, log, spawn, onStateChange });
    },
  },
  'sherpa-onnx': {
    packageName: 'sherpa-onnx-node',
    open: async (modelDirectory, { threadCount, clock, log, spawn }) => {
      const module = await import('./sherpa-onnx/sherpa-onnx-transcriber.ts');
      return module.openSherpaOnnxTranscriber({ modelDirectory, threadCount, clock, log, spawn });
    },
  },
  'whisper-node': {
    packageName: 'whisper-node',
    open: async (modelPath, { clock, log, spawn }) => {
      const module = await import('./whisper-node/whisper-node-transcriber.ts');
      return module.openWhisperNodeTranscriber({ modelPath, clock, log, spawn });
    },
  },
  openai: {
    open: async (_modelPath, { settings, accessToken, clock, log }) => {
      const module = await import('./openai/openai-transcriber.ts');
      const { serverUrl: baseUrl, serverModel: model } = settings().speech;
      return module.openOpenaiTranscriber({ baseUrl, model, accessToken: accessToken(), clock, log });
    },
  },
  command: {
    open: async (_modelPath, { settings, clock, log }) => {
      const module = await import('./command/command-transcriber.ts');
      return module.openCommandTranscriber({ command: settings().speech.command, clock, log });
    },
  },
};

/** What runs the models of each kind. */
export const RECOGNIZER_OF_KIND = {
  speech: 'whisper.cpp',
  'sherpa-onnx': 'sherpa-onnx',
} as const satisfies Readonly<Record<SpeechModelKind, RecognizerName>>;

/**
 * The recognizer that the settings name; `auto` takes the one that runs the model: sherpa-onnx a folder,
 * whisper.cpp a ggml file.
 * @throws EngineError 'speech-model-missing' | 'speech-model-invalid'
 */
export async function chooseRecognizer({
  settings,
  modelFiles,
}: {
  readonly settings: () => Settings;
  readonly modelFiles: StoredModels;
}): Promise<ChosenRecognizer> {
  const { recognizer, model } = settings().speech;
  if (recognizer === 'auto') {
    const { kind, path } = await modelFiles.resolveSpeech(model);
    return { name: RECOGNIZER_OF_KIND[kind], modelPath: path };
  }
  const modelKind = modelKindOf(recognizer);
  return {
    name: recognizer,
    modelPath: modelKind ? await modelFiles.resolve(modelKind, model) : '',
  };
}

export function openRecognizer(
  { name, modelPath }: ChosenRecognizer,
  deps: RecognizerDeps,
  onStateChange: (state: ComponentState) => void,
): Promise<OpenTranscriber> {
  return RECOGNIZERS[name].open(modelPath, deps, onStateChange);
}

/** Where a recognizer's models are found; undefined where it needs none. */
export function modelKindOf(name: RecognizerName): SpeechModelKind | undefined {
  const need = RECOGNIZER_NEEDS[name];
  return SPEECH_MODEL_KINDS.find((kind) => kind === need);
}
