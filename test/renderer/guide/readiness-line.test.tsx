import { expect, test } from 'vitest';
import { ReadinessLine } from '../../../renderer/guide/readiness-line.tsx';
import type { Readiness } from '../../../renderer/guide/recommended.ts';
import { after, show } from '../render.tsx';

const model = { component: 'model', status: 'ready', reason: 'llama3.2:3b · Ollama' } as const;
const shown = (readiness: Readiness) =>
  show(
    <ReadinessLine component="model" readiness={readiness} readyText="It answers." />,
    after([], { components: { model } }),
  );

test('a part that is ready says so, and what runs', () => {
  expect(shown('ready').text).toBe('It answers. llama3.2:3b · Ollama');
});

test('one on its way says how, and one that is missing is left to what can be done about it', () => {
  expect([shown('downloading').text, shown('loading').text]).toEqual(['guide.downloading', 'guide.loading']);
  expect(shown('missing').html).toBe('');
});
