import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { accessibilityFaults, hasChromium } from './browser.ts';
import { answeredTurn, healthyParts, streamingTurn } from './hud-scenes.ts';
import { SETTLED } from './hud-states.ts';
import { usePages } from './use-pages.ts';

const stated: UnstampedEvent = {
  type: 'facts.collected',
  facts: [
    {
      kind: 'number',
      text: '300 euros',
      sentence: 'The price is 300 euros.',
      turnId: 'gone',
      channel: 'me',
      sinceCallBeganMs: 5_000,
    },
    {
      kind: 'name',
      text: 'Kubernetes',
      sentence: 'Right, and we run mostly on Kubernetes here.',
      turnId: 'a2',
      channel: 'them',
      sinceCallBeganMs: 725_000,
    },
  ],
};

describe.skipIf(!hasChromium)('what the HUD says of the call as a whole, in Chromium', () => {
  const used = usePages({ width: 420, height: 560 });

  const openHud = async (...events: readonly UnstampedEvent[]): Promise<void> => {
    used.engine.publish(...events);
    await used.page.goto(used.engine.server.hudUrl());
    await used.page.locator(SETTLED).waitFor();
  };

  test('the facts stated so far are shown by kind with their place, which the transcript shows', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    await used.page.getByRole('button', { name: 'About this call' }).click();
    await used.page.getByRole('button', { name: 'Facts stated so far' }).click();
    await used.engine.commanded('collect-facts');
    used.engine.publish(stated);
    const panel = used.page.getByRole('dialog', { name: 'Facts stated so far' });
    await panel.getByText('300 euros', { exact: true }).waitFor();
    expect(await panel.getByRole('heading').allInnerTexts()).toEqual([
      'Facts stated so far',
      'Numbers',
      'Names',
    ]);
    await panel.getByText('You 0:05').waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await panel.getByRole('button', { name: 'Them 12:05' }).click();
    await panel.waitFor({ state: 'hidden' });
    await expect
      .poll(() => used.page.evaluate(() => document.activeElement?.textContent))
      .toContain('mostly on Kubernetes');
  });

  test('while it is open it grows with the call, and a wipe empties it', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    await used.page.keyboard.press('f');
    await expect.poll(() => askedForFactsCount()).toBe(1);
    used.engine.publish(stated, {
      type: 'transcript.completed',
      turnId: 'a3',
      channel: 'them',
      text: 'It costs 300 euros.',
      startMs: 0,
      endMs: 1,
    });
    await expect.poll(() => askedForFactsCount()).toBe(2);
    await used.page.getByText('The price is 300 euros.').waitFor();
    used.engine.publish({ type: 'calls.wiped', scope: 'call' });
    await expect.poll(() => used.page.getByText('The price is 300 euros.').count()).toBe(0);
    await used.page.keyboard.press('Escape');
    await used.page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('what to ask next is asked by menu and by key, with or without an answer on the card', async () => {
    await openHud(...healthyParts);
    await used.page.keyboard.press('w');
    expect(await used.engine.commanded('ask')).toEqual({
      type: 'ask',
      text: 'Which short questions should I ask next in this call?',
    });
    await used.page.getByRole('button', { name: 'About this call' }).click();
    await used.page.getByRole('button', { name: 'What should I ask next?' }).click();
    await expect
      .poll(() => used.engine.commands.filter(({ command }) => command.type === 'ask').length)
      .toBe(2);
  });

  test('a question that only the user can answer is told apart, and whether the profile has anything for it', async () => {
    const [detected, started, ...rest] = streamingTurn;
    if (detected === undefined || started?.type !== 'answer.started') throw new Error('not the scene');
    await openHud(...healthyParts, detected, { ...started, asksUser: true }, ...rest);
    await used.page.getByText('Only you can know').waitFor();
    const profile = { ...used.engine.settings.profile, notes: 'Three years of Kafka' };
    used.engine.publish({
      type: 'settings.changed',
      settings: { ...used.engine.settings, profile },
    });
    await used.page.getByText('From your profile').waitFor();
  });

  test('the sound check is one click from the start, and ends or becomes the call', async () => {
    const privacy = { ...used.engine.settings.privacy, consentAtMs: 1 };
    await openHud(...healthyParts, {
      type: 'settings.changed',
      settings: { ...used.engine.settings, privacy },
    });
    const check = used.page.getByRole('button', { name: 'Check the sound' });
    const dialog = used.page.getByRole('dialog', { name: 'Sound check' });
    await check.click();
    await used.engine.commanded('start-capture');
    await dialog.getByText('Say a few words.').or(dialog.getByText('No sound arrives.')).first().waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await used.page.keyboard.press('Escape');
    await used.engine.commanded('stop-capture');
    await check.click();
    await dialog.getByRole('button', { name: 'Start the call' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await used.page.locator('.indicator:not([data-kind="off"])').waitFor();
  });

  const askedForFactsCount = (): number =>
    used.engine.commands.filter(({ command }) => command.type === 'collect-facts').length;

  test('what was said is erased from the menu, after it was said how much that is', async () => {
    await openHud(...healthyParts, ...answeredTurn);
    const choose = async (): Promise<void> => {
      await used.page.getByRole('button', { name: 'About this call' }).click();
      await used.page.getByRole('button', { name: 'Erase what was said…' }).click();
    };
    await choose();
    const dialog = used.page.getByRole('dialog', { name: 'Erase what was said?' });
    await dialog.getByText('Deletes every call kept on this machine').waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(used.engine.commands.filter(({ command }) => command.type === 'wipe')).toEqual([]);
    await choose();
    await dialog.getByRole('button', { name: 'Erase', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await used.engine.commanded('wipe')).toEqual({ type: 'wipe' });
  });
});
