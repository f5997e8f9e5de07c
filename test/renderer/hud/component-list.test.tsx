import { expect, test } from 'vitest';
import { ComponentList, ComponentRows } from '../../../renderer/hud/component-list.tsx';
import { brokenParts, healthyParts } from '../../e2e/hud-scenes.ts';
import { after, show } from '../render.tsx';

test('what needs the user comes first, and each part has its state, reason and action', () => {
  const { html, text, buttons } = show(<ComponentList />, after([...healthyParts, ...brokenParts]));
  const statuses = [...html.matchAll(/<li class="component" data-status="([^"]*)"/g)].map(
    ([, status]) => status,
  );
  expect(statuses.slice(0, 3)).toEqual(['failed', 'failed', 'degraded']);
  expect(text).toContain('Ollama does not answer at 127.0.0.1:11434.');
  expect(buttons).toEqual(['Download base.en', 'Look again', 'Choose another key']);
});

test('what is on its way is not to be fetched once more', () => {
  const { buttons } = show(
    <ComponentList />,
    after([
      ...brokenParts,
      {
        type: 'download.progressed',
        kind: 'speech',
        name: 'base.en',
        status: 'running',
        detail: '',
        receivedBytes: 1,
        totalBytes: 2,
      },
    ]),
  );
  expect(buttons).not.toContain('Download base.en');
  expect(buttons).toContain('Look again');
});

test('without a part there is no list', () => {
  expect(show(<ComponentRows states={[]} />).html).toBe('');
});
