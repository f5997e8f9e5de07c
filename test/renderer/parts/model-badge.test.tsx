import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { ModelBadge } from '../../../renderer/parts/model-badge.tsx';
import { capturing } from '../moments.ts';
import { after, show } from '../render.tsx';

const listed = (more: object = {}): UnstampedEvent => ({
  type: 'models.listed',
  backend: 'ollama',
  address: 'http://127.0.0.1:11434',
  selected: 'llama3.2:3b',
  location: 'this-machine',
  models: [],
  ...more,
});

test('which model answers, and on whose machine', () => {
  const here = show(<ModelBadge />, after([listed()]));
  expect(here.text).toContain('llama3.2:3b');
  expect(here.names).toEqual(['llama3.2:3b · ollama · http://127.0.0.1:11434']);
  const remote = show(<ModelBadge />, after([listed({ location: 'remote' })]));
  expect(remote.html).toContain('data-location="remote"');
  expect(remote.text).not.toBe(here.text);
});

test('none is said as that, and the demo’s is not named', () => {
  const none = show(<ModelBadge />).text;
  expect(show(<ModelBadge />, after([listed({ selected: '' })])).text).toBe(none);
  const demo = show(<ModelBadge />, after([listed(), capturing({ isDemo: true })]));
  expect(demo.text).not.toContain('llama3.2:3b');
});
