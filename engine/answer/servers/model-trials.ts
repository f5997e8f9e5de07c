import type { Activity } from '../../base/activity.ts';
import { totalmem } from 'node:os';
import path from 'node:path';
import { asEngineError, EngineError } from '../../base/engine-error.ts';
import type { EngineContext } from '../../base/engine-context.ts';
import type { StoredModels } from '../../base/stored-models.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import { modelServerKinds, type Settings, type SettingsPatch } from '../../protocol/settings.ts';
import type { ModelServer } from './base/chat-model.ts';
import { chooseModelServer } from './choose-model-server.ts';
import { candidatesOf, findQuick, measureModel, type ModelPace } from './measure-model.ts';
import type { ModelChoice } from './base/model-server-row.ts';
import { MODEL_SERVERS } from './model-servers.ts';
import { presentChatModels } from './present-chat-models.ts';

/** Asks models a test question, to learn how fast they answer on this machine. */
export interface ModelTrials {
  readonly isRunning: boolean;
  /** Measures one model of the server in use and publishes the result. @throws EngineError 'busy' | 'model-missing' */
  measure(name: string): Promise<void>;
  /**
   * Measures from the largest model that fits this machine downwards, up to the first that is quick enough.
   * @returns the change of settings that makes it the chosen one (the quickest when none is quick enough);
   *   undefined when the user has named a model, or none could be measured.
   * @throws EngineError 'busy'
   */
  choose(): Promise<SettingsPatch | undefined>;
}

export interface ModelTrialsDeps extends Pick<
  EngineContext,
  'clock' | 'log' | 'settings' | 'publish' | 'spawn' | 'dataDir'
> {
  readonly modelFiles: StoredModels;
  readonly accessToken: () => AccessToken | undefined;
  readonly isAnswering: () => boolean;
  readonly speechActivity: Activity;
  readonly memoryBytes?: number;
}

/** Loading included; a model that takes longer is not usable in a call. */
const TRIAL_DEADLINE_MS = 90_000;
const TRIAL_LIMIT_COUNT = 6;

export function createModelTrials(deps: ModelTrialsDeps): ModelTrials {
  let isRunning = false;

  /** One at a time, and never beside an answer: each would falsify the other. */
  const alone = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isRunning || deps.isAnswering()) {
      throw new EngineError('busy', 'A model is busy.', 'Wait until it is done, then measure.');
    }
    isRunning = true;
    try {
      return await work();
    } finally {
      isRunning = false;
    }
  };
  const tryOut = async (server: ModelServer, name: string): Promise<ModelPace | undefined> => {
    deps.publish({
      type: 'model.measured',
      name,
      status: 'running',
      firstTokenMs: null,
      tokensPerSecond: null,
      detail: '',
    });
    try {
      await using model = await server.open(name);
      const deadline = AbortSignal.timeout(TRIAL_DEADLINE_MS);
      const pace = await measureModel(model, deps.settings(), deps.clock, deadline);
      deps.publish({ type: 'model.measured', name, status: 'completed', ...pace, detail: '' });
      return pace;
    } catch (error) {
      const { message, remedy } = asEngineError(error);
      deps.log.info('model not measured', { error });
      const detail = `${message} ${remedy}`;
      deps.publish({
        type: 'model.measured',
        name,
        status: 'failed',
        firstTokenMs: null,
        tokensPerSecond: null,
        detail,
      });
      return undefined;
    }
  };

  return {
    get isRunning() {
      return isRunning;
    },
    measure: (name) =>
      alone(async () => {
        await using choice = await openServer(deps, name);
        await requireListed(choice.server, name);
        await tryOut(choice.server, name);
      }),
    choose: () =>
      alone(async () => {
        await using choice = await openServer(deps, '');
        const { server } = choice;
        const named = MODEL_SERVERS[server.kind].nameSetting;
        const { model } = deps.settings();
        if (model[named] !== '' || fileOnly(model.name) !== '') return undefined;
        const listed = await server.list(AbortSignal.timeout(TRIAL_DEADLINE_MS));
        const found = await findQuick(
          candidatesOf(listed, deps.memoryBytes ?? totalmem())
            .slice(0, TRIAL_LIMIT_COUNT)
            .map(({ name }) => name),
          (name) => tryOut(server, name),
        );
        return found === undefined ? undefined : { model: { [named]: found } };
      }),
  };
}

/** The server that the settings ask for, with its own connections. */
async function openServer(deps: ModelTrialsDeps, name: string): Promise<ModelChoice & AsyncDisposable> {
  const settings = deps.settings();
  const { model } = settings;
  const [preferred] = modelServerKinds(model);
  const wanted: Settings = {
    ...settings,
    model: {
      ...model,
      // Without a list, the model to measure must be asked for by its name.
      name: MODEL_SERVERS[preferred].traits?.servesUnlisted ? name : fileOnly(model.name),
      embeddedModel: fileOnly(model.embeddedModel),
    },
  };
  const choice = await chooseModelServer(
    wanted,
    {
      clock: deps.clock,
      log: deps.log,
      embeddedModels: () => presentChatModels(deps.modelFiles),
      spawnEmbedded: deps.spawn,
      threadsPath: path.join(deps.dataDir, 'embedded-threads.json'),
      speechActivity: deps.speechActivity,
      accessToken: deps.accessToken(),
    },
    AbortSignal.timeout(TRIAL_DEADLINE_MS),
  );
  return {
    ...choice,
    [Symbol.asyncDispose]: async () => {
      await choice.model[Symbol.asyncDispose]();
      await choice.server[Symbol.asyncDispose]();
    },
  };
}

/** A server that lists nothing may have any model. */
async function requireListed(server: ModelServer, name: string): Promise<void> {
  const listed = await server.list(AbortSignal.timeout(TRIAL_DEADLINE_MS));
  if (listed.some((model) => model.name === name || model.name === `${name}:latest`)) return;
  if (listed.length === 0 && MODEL_SERVERS[server.kind].traits?.servesUnlisted) return;
  throw new EngineError('model-missing', `There is no model called ${name}.`, 'Choose one of the list.');
}

/** A GGUF given by its path is served only where the settings name it; a name is no reason to refuse the others. */
function fileOnly(wanted: string): string {
  return path.isAbsolute(wanted) ? wanted : '';
}
