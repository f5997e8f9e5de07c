import { EngineError } from '../../../base/engine-error.ts';
import type { Settings } from '../../../protocol/settings.ts';
import type { ModelServer } from '../base/chat-model.ts';
import {
  keepOrDispose,
  type ModelChoice,
  type ModelServerDeps,
  type ModelServerRow,
} from '../base/model-server-row.ts';
import { displayAddress } from '../base/server-address.ts';
import { OPENAI_TRAITS } from './openai-traits.ts';

const FIRST_ADDRESS = { what: 'first-address', searchLabel: 'Look again' } as const;

export const OPENAI: ModelServerRow = {
  traits: OPENAI_TRAITS,
  open: openOpenAi,
  choose: chooseOpenAi,
  canPull: false,
  isOwnProcess: false,
  nameSetting: 'name',
};

async function openOpenAi(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  const { openaiUrls: baseUrls, permitCount, allowRemoteModels } = model;
  if (baseUrls.length === 0) {
    throw new EngineError(
      'bad-settings',
      'No model server is set.',
      'Enter the address of your model server.',
    );
  }
  const { openOpenAiServer } = await import('./openai-server.ts');
  return openOpenAiServer({ baseUrls, permitCount, allowRemoteModels, ...deps });
}

async function chooseOpenAi(
  { model }: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { pickModel } = await import('../base/pick-model.ts');
  return keepOrDispose(await openOpenAi(model, deps), async (server) => {
    const { name } = pickModel(model.name, true, await server.list(signal), {
      address: server.address,
      traits: OPENAI_TRAITS,
    });
    const first = displayAddress(model.openaiUrls[0] ?? '');
    return {
      server,
      model: await server.open(name),
      get reason() {
        const isElsewhere = server.address !== first;
        return `${name} at ${server.address}${isElsewhere ? `, because ${first} cannot answer` : ''}`;
      },
      get standsInFor() {
        return server.address === first ? undefined : FIRST_ADDRESS;
      },
    };
  });
}
