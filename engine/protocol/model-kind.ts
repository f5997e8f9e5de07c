import { z } from 'zod';

/** Speech models: a file for whisper.cpp, or a folder for sherpa-onnx. */
export const SPEECH_MODEL_KINDS = ['speech', 'sherpa-onnx'] as const;
export type SpeechModelKind = (typeof SPEECH_MODEL_KINDS)[number];

/** What a model file is for; it decides on its folder and format. `speaker`: turns voices into embeddings. */
export const modelKindSchema = z.enum([...SPEECH_MODEL_KINDS, 'chat', 'speaker']);
export type ModelKind = z.infer<typeof modelKindSchema>;

export function isSpeechKind(kind: ModelKind): kind is SpeechModelKind {
  return SPEECH_MODEL_KINDS.some((each) => each === kind);
}

/** Ollama fetches models too. */
export const downloadKindSchema = z.enum([...modelKindSchema.options, 'ollama']);
export type DownloadKind = z.infer<typeof downloadKindSchema>;
