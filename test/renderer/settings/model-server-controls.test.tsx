import { expect, test } from 'vitest';
import { ModelServerControls } from '../../../renderer/settings/model-server-controls.tsx';
import type { Download } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const download = (kind: Download['kind'], name: string): Download => ({
  kind,
  name,
  status: 'running',
  detail: '',
  receivedBytes: 1,
  totalBytes: 2,
});

test('each kind of server has what it is reached by', () => {
  const text = (kind: 'ollama' | 'openai' | 'embedded') =>
    show(<ModelServerControls kind={kind} />, withSettings()).text;
  expect(text('ollama')).toContain('settings.model.ollama-url');
  expect(text('openai')).toContain('settings.model.urls');
  expect(text('embedded')).toContain('settings.model.files');
  expect(text('embedded')).not.toContain('settings.token');
});

test('beside Ollama its own downloads run, and no others', () => {
  const downloads = { a: download('ollama', 'llama'), b: download('speech', 'base') };
  const { text } = show(<ModelServerControls kind="ollama" />, withSettings({}, { downloads }));
  expect(text).toContain('llama');
  expect(text).not.toContain('base');
});
