import type { ModelServerKind } from '../../protocol/settings.ts';
import type { ModelServerRow } from './base/model-server-row.ts';
import { EMBEDDED } from './embedded/embedded-row.ts';
import { OLLAMA } from './ollama/ollama-row.ts';
import { OPENAI } from './openai/openai-row.ts';

/** What can serve chat models; to add one is a folder beside this file and a row here. */
export const MODEL_SERVERS: Readonly<Record<ModelServerKind, ModelServerRow>> = {
  ollama: OLLAMA,
  openai: OPENAI,
  embedded: EMBEDDED,
};
