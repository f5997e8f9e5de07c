import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import type { Language } from '../../engine/protocol/settings.ts';
import { hasChromium } from './browser.ts';
import { brokenParts, healthyParts, streamingTurn } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

describe.skipIf(!hasChromium)('the last step of the guide, in Chromium', () => {
  const used = usePages({ width: 420, height: 560 });

  const openStep = async (language: Language, ...events: readonly UnstampedEvent[]): Promise<void> => {
    const { engine, page } = used;
    const appearance = { ...engine.settings.appearance, language };
    engine.settings = { ...engine.settings, appearance, guide: { step: 'rehearsal' } };
    engine.publish({ type: 'settings.changed', settings: engine.settings }, ...events);
    await page.goto(engine.server.hudUrl());
    await page.locator(`html[lang="${language}"] .guide h2`).waitFor();
  };

  test('why a question got no answer is said in the language of the page, without a command', async () => {
    await openStep('de', ...healthyParts, ...streamingTurn.slice(0, 2), {
      type: 'failed',
      code: 'model-missing',
      message: 'Ollama has no model called llama3.2:3b.',
      remedy: 'Run `npm run -s sotto -- models pull llama3.2:3b`.',
      turnId: 's1',
    });
    await expect
      .poll(() => used.page.locator('.guide-answer .failure').textContent())
      .toBe('Es gibt kein Modell, das antworten könnte. Wähle oder lade eines: Einstellungen, Modell.');
  });

  test('what a question waits for is said, and for how long already', async () => {
    await openStep('en', ...healthyParts, ...streamingTurn.slice(0, 2), {
      type: 'answer.waiting',
      turnId: 's1',
      reason: 'loading-model',
      elapsedMs: 125_000,
    });
    await used.page.locator('.guide-answer').getByText('Loading the model… 2m').waitFor();
  });

  test('a model that is being loaded is not called missing', async () => {
    await openStep('en', ...brokenParts, { type: 'component.changed', state: starting('model') });
    await used.page.getByText('Your models are being loaded.').waitFor();
    used.engine.publish({ type: 'component.changed', state: { ...starting('model'), status: 'failed' } });
    await used.page.getByText('Your models are not here yet.').waitFor();
  });
});

const starting = (component: 'model') => ({ component, status: 'starting', reason: '' }) as const;
