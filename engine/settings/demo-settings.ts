import path from 'node:path';
import type { SettingsPatch } from '../protocol/settings.ts';

/** The demo's own tiny models, which know nothing but the demo's phrases. */
export function demoSettings(assetsDirectory: string): SettingsPatch {
  const demo = path.join(assetsDirectory, 'demo');
  return {
    model: { backend: 'embedded', embeddedModel: path.join(demo, 'toy-chat.gguf') },
    speech: {
      recognizer: 'whisper.cpp',
      model: path.join(demo, 'toy-speech.bin'),
      language: 'en',
      vocabulary: '',
    },
    profile: { role: '', topic: '', notes: '', glossary: [] },
  };
}
