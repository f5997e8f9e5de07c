import type { EngineError } from '../../base/engine-error.ts';
import type { ComponentState } from '../../protocol/component-state.ts';
import { modelServerKinds, type Settings } from '../../protocol/settings.ts';
import { MODEL_SERVERS } from './model-servers.ts';

const LOOK_AGAIN = { label: 'Look again', kind: 'retry', target: 'model' } as const;

/** The button beside what is wrong with the model. */
export function remedyFor(error: EngineError, settings: Settings): NonNullable<ComponentState['action']> {
  switch (error.code) {
    case 'model-missing':
      return settings.model.name &&
        modelServerKinds(settings.model).some((kind) => MODEL_SERVERS[kind].canPull)
        ? { label: `Get ${settings.model.name}`, kind: 'pull-model', target: settings.model.name }
        : { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-remote-refused':
    case 'model-unsuitable':
    case 'model-request-refused':
    case 'model-prompt-too-long':
    case 'model-out-of-memory':
    case 'chat-model-invalid':
    case 'model-server-not-ollama':
      return { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-unauthorized':
      return { label: 'Enter the token', kind: 'open-settings', target: 'model' };
    case 'chat-model-down':
      return { label: 'Try again', kind: 'retry', target: 'model' };
    case 'model-server-unreachable':
      // Where one that Sotto runs may stand in, it is unreachable only while no model file is here.
      return modelServerKinds(settings.model).some((kind) => MODEL_SERVERS[kind].isOwnProcess)
        ? { label: 'Get a model', kind: 'download-chat-model' }
        : LOOK_AGAIN;
    default:
      return LOOK_AGAIN;
  }
}
