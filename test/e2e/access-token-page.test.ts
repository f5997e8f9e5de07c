import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';

describe.skipIf(!hasChromium)('the fields for access tokens in Chromium', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let engine: ProtocolServer;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    engine = await startProtocolServer({ staticDirectory: pages.directory });
    engine.publish(...healthyParts);
    page = await browser.newPage({ viewport: { width: 900, height: 800 } });
  });
  afterEach(async () => {
    await page.close();
    await engine[Symbol.asyncDispose]();
  });

  test('an access token is entered, told where it is kept, never shown, and removed', async () => {
    await page.goto(engine.server.settingsUrl());
    const field = page.getByLabel('Access token');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const remove = page.getByRole('button', { name: 'Remove', exact: true });
    await page.getByText('None.').waitFor();
    expect([await save.isDisabled(), await remove.isDisabled()]).toEqual([true, true]);
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual([
      'password',
      'off',
    ]);
    expect(await page.getByText('travels unencrypted').count()).toBe(0);
    await field.fill('tökén');
    await save.click();
    await page.getByText('only letters, digits and signs').waitFor();
    await field.fill('  canary-token ');
    await field.press('Enter');
    await page.getByText('Kept in the keychain.').waitFor();
    expect(await engine.commanded('set-access-token')).toEqual({
      type: 'set-access-token',
      service: 'model',
      token: 'canary-token',
    });
    expect(await field.inputValue()).toBe('');
    expect(await page.content()).not.toContain('canary-token');
    expect(await accessibilityFaults(page)).toEqual([]);

    const address = page.getByLabel('Ollama address');
    await address.fill('http://gpu.lan:11434');
    await address.press('Enter');
    await page.getByText('The token travels unencrypted to gpu.lan:11434.').waitFor();
    await page.getByText('Not sent to http://gpu.lan:11434: enter it again to do so.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await remove.click();
    await page.getByText('None.').waitFor();
    expect(await engine.commanded('set-access-token')).toMatchObject({ token: '' });
    engine.refuse('set-access-token', new EngineError('bad-argument', 'No server.', 'Enter its address.'));
    await field.fill('another');
    await save.click();
    await page.getByText('No server. Enter its address.').waitFor();
    engine.publish({
      type: 'access-token.changed',
      service: 'model',
      keptIn: 'memory',
      origins: ['http://gpu.lan:11434'],
      detail: 'This system offers no keychain.',
    });
    await page.getByText('Kept until Sotto is closed. This system offers no keychain.').waitFor();
  });

  test('the speech server has a token of its own', async () => {
    await page.goto(engine.server.settingsUrl());
    await page.getByRole('button', { name: 'Speech', exact: true }).click();
    await page.getByLabel('Recognizer').selectOption('openai');
    await page.getByLabel('Server address').fill('https://speech.example/v1');
    await page.getByLabel('Access token').fill('canary-token');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await engine.commanded('set-access-token')).toMatchObject({ service: 'speech' });
    expect(engine.settings.speech.serverUrl).toBe('https://speech.example/v1');
    expect(await page.getByText('travels unencrypted').count()).toBe(0);
  });
});
