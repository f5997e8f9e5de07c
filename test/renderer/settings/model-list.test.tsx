import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { ModelList } from '../../../renderer/settings/model-list.tsx';
import type { ModelListing } from '../../../engine/answer/servers/base/chat-model.ts';
import type { ModelPace, SessionState } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';
import { modelListing as model } from '../../fakes/model-listing.ts';

function shown(models: readonly ModelListing[], more: Partial<SessionState> = {}, selected = '') {
  const listed: UnstampedEvent = {
    type: 'models.listed',
    backend: 'ollama',
    address: 'http://127.0.0.1:11434',
    selected,
    location: 'this-machine',
    models: [...models],
  };
  return show(<ModelList />, after([{ type: 'settings.changed', settings: defaultSettings }, listed], more));
}

test('each model can be chosen and measured, with what is known of it', () => {
  const { html, text, buttons } = shown(
    [model('a', { family: 'llama', sizeBytes: 2e9 }), model('b')],
    {},
    'b',
  );
  expect(text).toContain('llama · 2.0 GB');
  expect(buttons).toHaveLength(3);
  expect(html.match(/checked=""/g)).toHaveLength(1);
  expect(html.indexOf('checked=""')).toBeGreaterThan(html.indexOf('<strong>a</strong>'));
});

test.each<[string, Partial<ModelListing>]>([
  ['settings.model.not-chat', { unsuited: 'not-chat' }],
  ['settings.model.base', { unsuited: 'base' }],
  ['settings.model.refused-remote', { isRemote: true }],
])('one that cannot answer says %s, and cannot be pressed', (reason, more) => {
  const { html, text, buttons } = shown([model('a', more)]);
  expect(text).toContain(reason);
  expect(html).toContain('disabled=""');
  expect(buttons).toHaveLength(1);
});

test('a remote model can be chosen once that is allowed', () => {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, allowRemoteModels: true } };
  const state = after([
    { type: 'settings.changed', settings },
    {
      type: 'models.listed',
      backend: 'ollama',
      address: '',
      selected: '',
      location: 'remote',
      models: [model('far', { isRemote: true })],
    },
  ]);
  expect(show(<ModelList />, state).text).not.toContain('refused-remote');
});

test('how fast it answered is said, or that it is being measured, or why it could not be', () => {
  const pace: ModelPace = { status: 'completed', firstTokenMs: 250, tokensPerSecond: 41.7, detail: '' };
  const text = (more: Partial<ModelPace>): string =>
    shown([model('a')], { modelPaces: { a: { ...pace, ...more } } }).text;
  expect(text({})).toContain('settings.model.measured');
  expect(text({ tokensPerSecond: null })).toContain('settings.model.measured-short');
  expect(text({ status: 'running' })).toContain('settings.model.measuring');
  expect(text({ status: 'failed', detail: 'It fell over.' })).toContain('It fell over.');
});

test('without a model, and with more than are listed, that is said', () => {
  expect(shown([]).text).toContain('settings.model.none');
  expect(shown([model('a')]).text).not.toContain('settings.model.none');
});
