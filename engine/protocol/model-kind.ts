import { z } from 'zod';

/** Speech models: a file for whisper.cpp, or a folder for sherpa-onnx. */
export const SPEECH_MODEL_KINDS = ['speech', 'sherpa-onnx'] as const;
export type SpeechModelKind = (typeof SPEECH_MODEL_KINDS)[number];

/** What a model file is for; it decides on its folder and format. */
export const modelKindSchema = z.enum([...SPEECH_MODEL_KINDS, 'chat']);
export type ModelKind = z.infer<typeof modelKindSchema>;

/** Ollama fetches models too. */
export const downloadKindSchema = z.enum([...modelKindSchema.options, 'ollama']);
export type DownloadKind = z.infer<typeof downloadKindSchema>;
