import path from 'node:path';
import { EngineError } from '../../../base/engine-error.ts';
import type { Settings } from '../../../protocol/settings.ts';
import type { ModelServer } from '../base/chat-model.ts';
import {
  keepOrDispose,
  type ChatModelFile,
  type ModelChoice,
  type ModelServerDeps,
  type ModelServerRow,
} from '../base/model-server-row.ts';

export const EMBEDDED: ModelServerRow = {
  open: openEmbedded,
  choose: chooseEmbedded,
  canPull: false,
  isOwnProcess: true,
  nameSetting: 'embeddedModel',
};

async function openEmbedded(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  return openFiles(await deps.embeddedModels(), model, deps);
}

async function chooseEmbedded(
  { model }: Settings,
  deps: ModelServerDeps,
  _signal: AbortSignal,
  mustMatch = model.embeddedModel !== '',
): Promise<ModelChoice> {
  const present = await deps.embeddedModels();
  const wanted = model.embeddedModel || model.name;
  const chosen = path.isAbsolute(wanted)
    ? { name: path.basename(wanted, '.gguf'), path: wanted }
    : (present.find((file) => file.name === wanted) ?? (mustMatch ? undefined : present[0]));
  if (!chosen) {
    throw new EngineError(
      'model-missing',
      wanted ? `The built-in model ${wanted} is not on this machine.` : 'There is no built-in model yet.',
      'Download one in the settings.',
    );
  }
  const others = present.filter((file) => file.name !== chosen.name);
  return keepOrDispose(await openFiles([chosen, ...others], model, deps), async (server) => ({
    server,
    model: await server.open(chosen.name),
    reason: `${chosen.name}, built in`,
  }));
}

async function openFiles(
  models: readonly ChatModelFile[],
  { contextTokenCount }: Settings['model'],
  deps: ModelServerDeps,
): Promise<ModelServer> {
  const { openEmbeddedServer } = await import('./embedded-server.ts');
  const { clock, log, threadsPath, speechActivity } = deps;
  return openEmbeddedServer({
    models,
    contextTokenCount,
    clock,
    log,
    threadsPath,
    speechActivity,
    ...(deps.spawnEmbedded ? { spawn: deps.spawnEmbedded } : {}),
    ...(deps.onEmbeddedCrash ? { onCrash: deps.onEmbeddedCrash } : {}),
  });
}
