import { beforeEach, expect, test } from 'vitest';
import type { Command } from '../../../engine/protocol/commands.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { useRunAction } from '../../../renderer/hud/use-run-action.ts';
import { viewStore } from '../../../renderer/parts/view-state.ts';
import { callHook } from '../call-hook.tsx';
import { after } from '../render.tsx';

type Action = NonNullable<ComponentState['action']>;

beforeEach(() => viewStore.setState(viewStore.getInitialState(), true));

function run(action: Pick<Action, 'kind' | 'target'> | undefined): readonly Command[] {
  const { value: runAction, sent } = callHook(useRunAction, after([]));
  runAction({
    component: 'speech',
    status: 'failed',
    reason: '',
    ...(action && { action: { label: 'Do it', ...action } }),
  });
  return sent;
}

test.each<[Pick<Action, 'kind' | 'target'>, Command]>([
  [{ kind: 'retry' }, { type: 'retry', component: 'speech' }],
  [{ kind: 'try-demo' }, { type: 'play-demo' }],
  [
    { kind: 'pull-model', target: 'llama' },
    { type: 'pull-model', name: 'llama' },
  ],
  [
    { kind: 'download-speech-model', target: 'base' },
    { type: 'download-model-file', kind: 'speech', name: 'base' },
  ],
  [
    { kind: 'download-chat-model', target: 'qwen' },
    { type: 'download-model-file', kind: 'chat', name: 'qwen' },
  ],
])('%j asks the engine for it', (action, command) => {
  expect(run(action)).toEqual([command]);
  expect(viewStore.getState().settingsSection).toBeUndefined();
});

test.each<[Pick<Action, 'kind' | 'target'>, string]>([
  [{ kind: 'open-settings', target: 'keys' }, 'keys'],
  [{ kind: 'pull-model' }, 'model'],
  [{ kind: 'download-speech-model' }, 'speech'],
  [{ kind: 'download-chat-model' }, 'model'],
  [{ kind: 'revert-question-detector' }, 'questions'],
])('%j leaves the choice to the settings', (action, section) => {
  expect(run(action)).toEqual([]);
  expect(viewStore.getState().settingsSection).toBe(section);
});

test('a consent is asked for, and a part without an action does nothing', () => {
  expect(run({ kind: 'give-consent' })).toEqual([]);
  expect(viewStore.getState().panel).toBe('consent');
  expect(run(undefined)).toEqual([]);
});
