import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import { accessibilityFaults, hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

describe.skipIf(!hasChromium)('the fields for access tokens in Chromium', () => {
  const used = usePages({ width: 900, height: 800 });
  beforeEach(() => used.engine.publish(...healthyParts));

  test('an access token is entered, the page says where it is kept, and it is never shown and can be removed', async () => {
    await used.page.goto(used.engine.server.settingsUrl());
    const field = used.page.getByLabel('Access token');
    const save = used.page.getByRole('button', { name: 'Save', exact: true });
    const remove = used.page.getByRole('button', { name: 'Remove', exact: true });
    await used.page.getByText('None.').waitFor();
    expect([await save.isDisabled(), await remove.isDisabled()]).toEqual([true, true]);
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual([
      'password',
      'off',
    ]);
    expect(await used.page.getByText('travels unencrypted').count()).toBe(0);
    await field.fill('tökén');
    await save.click();
    await used.page.getByText('one line of letters, digits and signs').waitFor();
    await field.fill('  canary-token ');
    await field.press('Enter');
    await used.page.getByText('Kept in the keychain.').waitFor();
    expect(await used.engine.commanded('set-access-token')).toEqual({
      type: 'set-access-token',
      service: 'model',
      token: 'canary-token',
    });
    expect(await field.inputValue()).toBe('');
    expect(await used.page.content()).not.toContain('canary-token');
    expect(await accessibilityFaults(used.page)).toEqual([]);

    const address = used.page.getByLabel('Ollama address');
    await address.fill('http://gpu.lan:11434');
    await address.press('Enter');
    await used.page.getByText('The token travels unencrypted to gpu.lan:11434.').waitFor();
    await used.page.getByText('Not sent to http://gpu.lan:11434: enter it again to do so.').waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await remove.click();
    await used.page.getByText('None.').waitFor();
    expect(await used.engine.commanded('set-access-token')).toMatchObject({ token: '' });
    expect(await used.page.getByText('travels unencrypted').count()).toBe(0);
    used.engine.refuse(
      'set-access-token',
      new EngineError('bad-argument', 'No server.', 'Enter its address.'),
    );
    await field.fill('another');
    await used.page.getByText('The token travels unencrypted to gpu.lan:11434.').waitFor();
    await save.click();
    await used.page.getByText('No server. Enter its address.').waitFor();
    used.engine.publish({
      type: 'access-token.changed',
      service: 'model',
      keptIn: 'memory',
      origins: ['http://gpu.lan:11434'],
      detail: 'This system offers no keychain.',
    });
    await used.page.getByText('Kept until Sotto is closed. This system offers no keychain.').waitFor();
  });

  test('the speech server has a token of its own', async () => {
    await used.page.goto(used.engine.server.settingsUrl());
    await used.page.getByRole('button', { name: 'Speech', exact: true }).click();
    await used.page.getByLabel('Recognizer').selectOption('openai');
    await used.page.getByLabel('Server address').fill('https://speech.example/v1');
    await used.page.getByLabel('Access token').fill('canary-token');
    await used.page.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await used.engine.commanded('set-access-token')).toMatchObject({ service: 'speech' });
    expect(used.engine.settings.speech.serverUrl).toBe('https://speech.example/v1');
    expect(await used.page.getByText('travels unencrypted').count()).toBe(0);
  });
});
