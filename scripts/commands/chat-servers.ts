import path from 'node:path';
import { bindToken } from '../../engine/settings/access-tokens.ts';
import type { ModelServer } from '../../engine/answer/servers/base/chat-model.ts';
import {
  openEmbeddedServer,
  type EmbeddedServer,
} from '../../engine/answer/servers/embedded/embedded-server.ts';
import { MODEL_SERVERS } from '../../engine/answer/servers/model-servers.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import { loadManifest } from '../../engine/model-files/model-manifest.ts';
import { openModelStore } from '../../engine/model-files/model-store.ts';
import type { AccessToken } from '../../engine/protocol/access-tokens.ts';
import { modelServerKinds, type Settings } from '../../engine/protocol/settings.ts';
import { openSettingsStore } from '../../engine/settings/settings-store.ts';
import { MANIFEST_URL } from '../command-line/with-engine.ts';

/** The model servers that the settings name, for commands that need no engine. */
export interface ChatServers extends AsyncDisposable {
  readonly settings: Settings;
  /** The server that the settings prefer; undefined when they ask for the built-in model. */
  readonly remote: ModelServer | undefined;
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
  const remote = await openRemote(settings, bindToken('model', config.accessTokens?.model, settings));
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

async function openRemote(
  { model }: Settings,
  accessToken: AccessToken | undefined,
): Promise<ChatServers['remote']> {
  const [kind] = modelServerKinds(model);
  if (MODEL_SERVERS[kind].isOwnProcess) return undefined;
  const deps = { accessToken, clock: systemClock, log: silentLogger, embeddedModels: () => [] };
  return MODEL_SERVERS[kind].open(model, deps);
}
