import { describe, expect, test } from 'vitest';
import { hasChromium } from './browser.ts';
import { usePages } from './use-pages.ts';

describe.skipIf(!hasChromium)('the step of the guide that asks who asks, in Chromium', () => {
  const used = usePages({ width: 560, height: 750 });

  const openStep = async (canRecordOutput: boolean): Promise<void> => {
    const { engine, page } = used;
    engine.settings = { ...engine.settings, guide: { step: 'voices' } };
    engine.publish(
      { type: 'settings.changed', settings: engine.settings },
      {
        type: 'machine.described',
        system: 'linux',
        canRecordOutput,
        ollama: 'missing',
        ollamaModelCount: 0,
      },
    );
    await page.goto(engine.server.hudUrl());
    await page.locator('.guide-card .guide-advice').waitFor();
  };
  const advised = (): Promise<readonly string[]> =>
    used.page.locator('.guide-card:has(.guide-advice) strong').allTextContents();

  test('what the loudspeaker plays is recommended and chosen where it can be recorded', async () => {
    await openStep(true);
    expect(await advised()).toEqual(['People on the call']);
    await used.page.locator('.guide-card[data-chosen="true"]:has(.guide-advice)').waitFor();
    expect(await used.engine.commanded('change-settings')).toMatchObject({
      patch: { audio: { them: 'monitor' } },
    });
  });

  test('where it cannot be, sharing is recommended and chosen, and the reason is given', async () => {
    await openStep(false);
    expect(await advised()).toEqual(['People on the call']);
    await used.page.locator('.guide-card[data-chosen="true"]:has(.guide-advice)').waitFor();
    expect(used.engine.settings.audio).toMatchObject({ them: 'page', answerMicrophone: false });
  });

  test('what somebody chose stays, whatever is recommended', async () => {
    const { engine, page } = used;
    const { audio } = engine.settings;
    engine.settings = { ...engine.settings, audio: { ...audio, answerMicrophone: true } };
    await openStep(true);
    await page.locator('.guide-card[data-chosen="true"]').getByText('People in this room').waitFor();
    await page.getByRole('radio', { name: /Only me, with a key/ }).click();
    expect(await engine.commanded('change-settings')).toMatchObject({
      patch: { question: { onlyOnRequest: true } },
    });
    expect(engine.commands.filter(({ command }) => command.type === 'change-settings')).toHaveLength(1);
  });

  test('that a model is missing is no news in the guide, another failure is', async () => {
    const { engine, page } = used;
    await openStep(true);
    const failed = { type: 'failed', remedy: 'Do this.' } as const;
    engine.publish({ ...failed, code: 'disk-full', message: 'The disk is full.' });
    await page.locator('.notice').waitFor();
    engine.publish({ ...failed, code: 'speech-model-missing', message: 'No speech model.' });
    await page.locator('.notice').waitFor({ state: 'detached' });
  });

  test('where nothing of the call can be heard, the room is recommended and chosen', async () => {
    await used.page.addInitScript(() => {
      Reflect.deleteProperty(MediaDevices.prototype, 'getDisplayMedia');
    });
    await openStep(false);
    expect(await advised()).toEqual(['People in this room']);
    await used.page.locator('.guide-card[data-chosen="true"]:has(.guide-advice)').waitFor();
    expect(used.engine.settings.audio).toMatchObject({ them: 'none', answerMicrophone: true });
  });
});
