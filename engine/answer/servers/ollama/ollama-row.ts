import type { Settings } from '../../../protocol/settings.ts';
import type { ModelServer } from '../base/chat-model.ts';
import {
  keepOrDispose,
  type ModelChoice,
  type ModelServerDeps,
  type ModelServerRow,
} from '../base/model-server-row.ts';
import { OLLAMA_TRAITS } from './ollama-traits.ts';

export const OLLAMA: ModelServerRow = {
  traits: OLLAMA_TRAITS,
  open: openOllama,
  choose: chooseOllama,
  canPull: true,
  isOwnProcess: false,
  nameSetting: 'name',
};

async function openOllama(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  const { openOllamaServer } = await import('./ollama-server.ts');
  const { ollamaUrl: baseUrl, permitCount, allowRemoteModels, contextTokenCount } = model;
  return openOllamaServer({ baseUrl, permitCount, allowRemoteModels, contextTokenCount, ...deps });
}

async function chooseOllama(
  { model }: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { pickModel } = await import('../base/pick-model.ts');
  return keepOrDispose(await openOllama(model, deps), async (server) => {
    await server.check(signal);
    const listed = await server.list(signal);
    const { name, remark } = pickModel(model.name, model.allowRemoteModels, listed, {
      address: server.address,
      traits: OLLAMA_TRAITS,
    });
    const reason = `${name}${remark} on Ollama at ${server.address}`;
    return { server, model: await server.open(name), reason };
  });
}
