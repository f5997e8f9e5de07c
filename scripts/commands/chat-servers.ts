import path from 'node:path';
import { bindToken } from '../../engine/settings/access-tokens.ts';
import type { ModelServer } from '../../engine/answer/chat-model.ts';
import {
  openEmbeddedServer,
  type EmbeddedServer,
} from '../../engine/answer/servers/embedded/embedded-server.ts';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import { openOpenAiServer } from '../../engine/answer/servers/openai-server.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { EngineConfig } from '../../engine/config.ts';
import { loadManifest } from '../../engine/model-files/model-manifest.ts';
import { openModelStore } from '../../engine/model-files/model-store.ts';
import type { Settings } from '../../engine/protocol/settings.ts';
import { openSettingsStore } from '../../engine/settings/settings-store.ts';
import { MANIFEST_URL } from './with-engine.ts';

/** The model servers that the settings name, for commands that need no engine. */
export interface ChatServers extends AsyncDisposable {
  readonly settings: Settings;
  /** Ollama or the OpenAI-style server, whichever the settings name; undefined when neither is wanted. */
  readonly remote: ReturnType<typeof openOllamaServer> | ModelServer | undefined;
  /** Model files of this machine, and `modelPaths` beside them. */
  readonly embedded: EmbeddedServer;
}

/** @param modelPaths GGUF files to offer by their path. */
export async function openChatServers(
  config: EngineConfig,
  modelPaths: readonly string[] = [],
): Promise<ChatServers> {
  const shared = { clock: systemClock, log: silentLogger };
  const store = await openSettingsStore({
    directory: config.dataDir,
    overrides: config.overrides,
    log: silentLogger,
  });
  const settings = store.current;
  const { model } = settings;
  const remote = openRemote(settings, config);
  const files = await openModelStore({
    directory: path.join(config.dataDir, 'models'),
    manifest: await loadManifest(MANIFEST_URL),
    ...shared,
  });
  const present = (await files.list('chat')).filter((file) => file.isPresent);
  const embedded = openEmbeddedServer({
    models: [
      ...modelPaths.map((modelPath) => ({ name: modelPath, path: path.resolve(modelPath) })),
      ...(await Promise.all(
        present.map(async ({ name }) => ({ name, path: await files.resolve('chat', name) })),
      )),
    ],
    contextTokenCount: model.contextTokenCount,
    ...shared,
  });
  return {
    settings,
    remote,
    embedded,
    [Symbol.asyncDispose]: async () => {
      await remote?.[Symbol.asyncDispose]();
      await embedded[Symbol.asyncDispose]();
    },
  };
}

function openRemote(settings: Settings, config: EngineConfig): ChatServers['remote'] {
  const { model } = settings;
  const shared = {
    accessToken: bindToken('model', config.tokens?.model, settings),
    permitCount: model.permitCount,
    allowRemoteModels: model.allowRemoteModels,
    clock: systemClock,
    log: silentLogger,
  };
  if (model.backend === 'embedded') return undefined;
  if (model.backend === 'openai') return openOpenAiServer({ baseUrls: model.openaiUrls, ...shared });
  return openOllamaServer({
    baseUrl: model.ollamaUrl,
    contextTokenCount: model.contextTokenCount,
    ...shared,
  });
}
