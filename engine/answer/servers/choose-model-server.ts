import { asEngineError, EngineError } from '../../base/engine-error.ts';
import { modelServerKinds, type ModelServerKind, type Settings } from '../../protocol/settings.ts';
import type { ModelChoice, ModelServerDeps } from './base/model-server-row.ts';
import { MODEL_SERVERS } from './model-servers.ts';

/**
 * Finds the model that the settings ask for: on the preferred server, or on its stand-in where the settings allow
 * one (backend `auto`: the built-in model while Ollama gives none).
 * @throws EngineError whose remedy is the one thing to do; `signal.reason` when aborted.
 */
export async function chooseModelServer(
  settings: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const [, standIn] = modelServerKinds(settings.model);
  try {
    return await choosePreferredServer(settings, deps, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (standIn === undefined) throw error;
    return chooseStandIn(standIn, asEngineError(error), settings, deps, signal);
  }
}

/** Without a stand-in: what a stand-in gives way to. @throws EngineError, `signal.reason` as above. */
export async function choosePreferredServer(
  settings: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const [preferred] = modelServerKinds(settings.model);
  return MODEL_SERVERS[preferred].choose(settings, deps, signal);
}

/** @param lack why Ollama gives no model. */
async function chooseStandIn(
  kind: ModelServerKind,
  lack: EngineError,
  settings: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const absence = absenceOf(lack);
  if (!absence) throw lack;
  const isMissing = absence === NO_SUCH_MODEL;
  try {
    // The user should hear of a name that a running Ollama does not know, unless it names a file here.
    const mustMatch = isMissing && settings.model.name !== '';
    const choice = await MODEL_SERVERS[kind].choose(settings, deps, signal, mustMatch);
    return {
      ...choice,
      reason: `${choice.model.name}, built in, because ${absence}`,
      standsInFor: { what: 'preferred-server', searchLabel: 'Look for Ollama' },
    };
  } catch {
    throw isMissing ? lack : noModelAtAll(lack, settings.model.name);
  }
}

const NO_SUCH_MODEL = 'Ollama does not have this model';

/** Why the built-in model may stand in for Ollama, in words; undefined when it may not. */
function absenceOf({ code, message }: EngineError): string | undefined {
  switch (code) {
    case 'model-server-unreachable':
      return 'Ollama does not answer';
    case 'model-missing':
      return NO_SUCH_MODEL;
    case 'model-unsuitable':
      return 'Ollama has only base models';
    case 'model-server-not-ollama':
    case 'model-unauthorized':
      return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
    default:
      return undefined;
  }
}

/** @param wanted the name of a model; empty when any will do. */
function noModelAtAll(cause: EngineError, wanted: string): EngineError {
  const { code, message, remedy } = cause;
  const lacking = wanted ? `model file called ${wanted}` : 'built-in model';
  return new EngineError(
    code,
    `${message} There is no ${lacking} on this machine either.`,
    code === 'model-unauthorized' ? remedy : 'Start Ollama, or download a model.',
    { cause },
  );
}
