import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import { accessibilityFaults, hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

const SECRET = 'the merger closes in May';

describe.skipIf(!hasChromium)('the settings in Chromium, against the real server without an engine', () => {
  const used = usePages({ width: 900, height: 800 });
  beforeEach(async () => {
    await used.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    used.engine.publish(...healthyParts);
    await used.page.goto(used.engine.server.settingsUrl());
    await used.page.getByRole('heading', { name: 'Model', exact: true }).waitFor();
  });
  const open = (name: string): Promise<void> =>
    used.page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  const changes = (): unknown[] =>
    used.engine.commands.flatMap(({ command }) =>
      command.type === 'change-settings' ? [command.patch] : [],
    );

  test('models that cannot answer here say why and cannot be chosen; the others are measured', async () => {
    used.engine.publish({
      type: 'models.listed',
      backend: 'ollama',
      address: 'http://127.0.0.1:11434',
      selected: 'small',
      location: 'this-machine',
      models: [
        { name: 'small', canThink: false, isRemote: false, isLoaded: true },
        { name: 'embedder', canThink: false, isRemote: false, isLoaded: false, unsuited: 'not-chat' },
        { name: 'unfinished', canThink: false, isRemote: false, isLoaded: false, unsuited: 'base' },
        { name: 'far:cloud', canThink: false, isRemote: true, isLoaded: false },
      ],
    });
    for (const name of [/embedder.*Cannot chat/, /unfinished.*base model/, /far:cloud.*not allowed/]) {
      expect(await used.page.getByRole('radio', { name }).isDisabled()).toBe(true);
    }
    await used.page.getByRole('button', { name: 'Test and measure small' }).click();
    expect(await used.engine.commanded('measure-model')).toEqual({ type: 'measure-model', name: 'small' });
    const measured = { type: 'model.measured', name: 'small', status: 'completed', detail: '' } as const;
    used.engine.publish({ ...measured, firstTokenMs: 420, tokensPerSecond: 31.4 });
    await used.page.getByText('First word after 420ms, 31 tokens a second, on this machine').waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    used.engine.refuse(
      'measure-model',
      new EngineError('busy', 'A model is busy.', 'Wait until it is done.'),
    );
    await used.page.getByRole('button', { name: 'Test and measure small' }).click();
    await used.page.getByRole('radio', { name: /small.*A model is busy/ }).waitFor();
  });

  test('of the built-in models the one in use is marked, also when it is set by its path', async () => {
    const { settings } = used.engine;
    used.engine.publish(
      {
        type: 'settings.changed',
        settings: { ...settings, model: { ...settings.model, name: '/models/given.gguf' } },
      },
      {
        type: 'models.listed',
        backend: 'embedded',
        address: 'embedded',
        selected: 'given',
        location: 'this-machine',
        models: ['given', 'other'].map((name) => ({
          name,
          canThink: false,
          isRemote: false,
          isLoaded: false,
        })),
      },
    );
    await expect.poll(() => used.page.getByRole('radio', { name: 'given' }).isChecked()).toBe(true);
    expect(await used.page.getByRole('radio', { name: 'other' }).isChecked()).toBe(false);
  });

  test('a shortcut of the system is refused by name, and the refusal goes with the next good one', async () => {
    await open('Keys');
    const recorder = used.page.getByRole('button', { name: /Hold to ask/ }).first();
    for (const shortcut of ['Control+KeyC', 'F5', 'Control+Alt+Delete']) {
      await recorder.click();
      await used.page.keyboard.press(shortcut);
      await used.page.getByText('belongs to the system or to every program').waitFor();
    }
    expect(changes()).toEqual([]);
    await recorder.click();
    await used.page.keyboard.press('Control+Shift+KeyY');
    await expect.poll(changes).toEqual([{ keys: { pushToTalk: 'CommandOrControl+Shift+Y' } }]);
    expect(await used.page.getByText('belongs to the system').count()).toBe(0);
    await used.page.getByRole('button', { name: 'Reset Hold to ask' }).click();
    await expect
      .poll(() => changes().at(-1))
      .toEqual({ keys: { pushToTalk: 'CommandOrControl+Shift+Space' } });
    await expect.poll(() => used.page.getByRole('button', { name: 'Reset Hold to ask' }).count()).toBe(0);
    expect(await accessibilityFaults(used.page)).toEqual([]);
  });

  test('what is wrong with an address is said in plain words, and no longer once it is right', async () => {
    const address = used.page.getByLabel('Ollama address');
    await address.fill('ftp://nowhere');
    await address.press('Enter');
    await used.page.getByText('Use an address that starts with http:// or https://.').waitFor();
    await address.fill('http://user:secret@127.0.0.1:11434');
    await used.page.getByText('Leave user name and password out, and enter an access token.').waitFor();
    await address.fill('http://127.0.0.1:11435');
    await expect.poll(() => used.page.locator('[data-error="true"]').count()).toBe(0);
    expect(changes()).toEqual([]);
  });

  test('a name that no model can have is answered before it is sent, and no longer once it is right', async () => {
    const name = used.page.getByLabel('Get a model');
    await name.fill('my model!');
    await name.press('Enter');
    await used.page.getByText('Not a valid model name.').waitFor();
    await name.fill('llama3.2:3b');
    await expect.poll(() => used.page.locator('[data-error="true"]').count()).toBe(0);
    await name.press('Enter');
    expect(await used.engine.commanded('pull-model')).toEqual({ type: 'pull-model', name: 'llama3.2:3b' });
  });

  test('diagnostics show states, times and codes, and the report holds no word of a call', async () => {
    await open('Diagnostics');
    await used.engine.commanded('collect-diagnostics');
    used.engine.publish(
      {
        type: 'diagnostics.collected',
        components: [{ component: 'speech', status: 'ready', forMs: 120_000 }],
        failures: [{ code: 'model-timeout', ageMs: 5_000 }],
        turns: [
          {
            channel: 'them',
            ageMs: 9_000,
            isFromLastWord: true,
            path: 'live',
            status: 'complete',
            model: 'llama3.2:3b',
            marks: [
              { name: 'turn-ended', sinceStartMs: 320 },
              { name: 'first-bullet', sinceStartMs: 780 },
            ],
          },
          {
            channel: 'them',
            ageMs: 4_000,
            isFromLastWord: true,
            path: 'speculated',
            status: 'superseded',
            model: 'llama3.2:3b',
            marks: [
              { name: 'turn-ended', sinceStartMs: 300 },
              { name: 'completed', sinceStartMs: 975 },
            ],
          },
        ],
      },
      {
        type: 'metrics.measured',
        counters: { turns: 1 },
        latencies: { 'eou-to-first-bullet-live': { count: 1, p50Ms: 460, p95Ms: 470, p99Ms: 480 } },
      },
      { type: 'component.changed', state: { component: 'model', status: 'failed', reason: SECRET } },
      { type: 'failed', code: 'internal', message: SECRET, remedy: SECRET },
    );
    await used.page.getByText('Ready for 2m').waitFor();
    await used.page.getByText('The model did not answer in time.').waitFor();
    await used.page.getByText('The model that answers: llama3.2:3b').waitFor();
    await used.page.getByText('end of turn 320ms · first bullet 780ms').waitFor();
    await used.page.getByText('end of turn 300ms · Newer question 975ms').waitFor();
    await used.page.getByText('Prepared · llama3.2:3b · from the last word').waitFor();
    const ends = used.page.locator('[data-mark]:last-child');
    expect(
      await ends.evaluateAll((pieces) =>
        pieces.map((piece) => Number(piece.getAttribute('x')) + Number(piece.getAttribute('width'))),
      ),
    ).toEqual([100, 80]);
    await used.page.getByText('End of turn to first bullet, live').waitFor();
    await used.page.getByText('p50 460ms · p95 470ms · p99 480ms').waitFor();
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await used.page.getByRole('button', { name: 'Copy report' }).click();
    await used.page.getByText('Copied').waitFor();
    const report = await used.page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(report)).toMatchObject({
      failures: [{ code: 'model-timeout' }],
      turns: [{ path: 'live' }, { path: 'speculated' }],
    });
    expect(report).not.toContain(SECRET);
  });

  test('speech settings say what recognizes now, also where it was not chosen', async () => {
    await open('Speech');
    const state = { component: 'speech', name: 'whisper.cpp · base.en · CPU, 2 threads' } as const;
    used.engine.publish({
      type: 'component.changed',
      state: { ...state, status: 'degraded', reason: 'This machine is busy: text comes late.', notes: [] },
    });
    await used.page.getByText('This machine is busy').waitFor();
    expect(await used.page.locator('.now').innerText()).toMatch(
      /Recognizes now\s+whisper\.cpp · base\.en · CPU/,
    );
    const row = used.page.locator('.list-row', { hasText: 'base.en' });
    expect(await row.locator('.chip').allInnerTexts()).toContain('In use');
    expect(await row.getByRole('button', { name: 'Use base.en' }).count()).toBe(0);
  });

  test('a search shows the settings that have the words, wherever they are', async () => {
    const search = used.page.getByRole('searchbox', { name: 'Search settings' });
    await search.fill('wipe');
    await used.page.getByLabel('Wipe erases').waitFor();
    expect(await used.page.getByRole('heading').allInnerTexts()).toEqual(['Settings', 'Privacy']);
    expect(await accessibilityFaults(used.page)).toEqual([]);
    await search.fill('model sees');
    await used.page.getByRole('slider', { name: 'Context' }).waitFor();
    // A section's name shows all of it; options are found too, and neither case nor accents matter.
    await search.fill('ÀUDIO');
    await used.page.getByLabel('Voice detection').waitFor();
    expect(await used.page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('Audio');
    await search.fill('silero');
    await used.page.getByLabel('Voice detection').waitFor();
    expect(await used.page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Audio']);
    await search.fill('zzz');
    await used.page.getByText('No setting matches “zzz”.').waitFor();
    await search.press('Escape');
    await used.page.getByRole('heading', { name: 'Model', exact: true }).waitFor();
    expect(await search.inputValue()).toBe('');
  });

  test('a browser is not offered what only the desktop app does', async () => {
    expect(await used.page.getByRole('button', { name: 'Desktop' }).count()).toBe(0);
    await used.page.getByRole('searchbox').fill('window opacity');
    await used.page.getByText('No setting matches').waitFor();
  });

  test('a preset fills in the profile, and the user’s own words come back', async () => {
    await open('Answers');
    const profileNow = (): Promise<readonly string[]> =>
      Promise.all(
        ['Your role', 'Topic', 'Notes'].map((label) =>
          used.page.getByRole('textbox', { name: label }).inputValue(),
        ),
      );
    await used.page.getByLabel('Your role').fill('Beekeeper');
    await used.page.getByLabel('Your role').press('Enter');
    await expect.poll(changes).toEqual([{ profile: { role: 'Beekeeper' } }]);
    const preset = used.page.getByLabel('Kind of call');
    await preset.selectOption('Customer support');
    await expect
      .poll(profileNow)
      .toEqual([
        'Support technician',
        'Customer support call',
        'Begin with the step that is quickest to try.',
      ]);
    await preset.selectOption('My own');
    await expect.poll(profileNow).toEqual(['Beekeeper', '', '']);
  });

  test('languages are chosen by their names in the language of the interface', async () => {
    await open('Answers');
    await used.page.getByLabel('Language of the answers').selectOption('German');
    await expect.poll(changes).toEqual([{ answer: { language: 'de' } }]);
    await open('Appearance');
    await used.page.getByLabel('Language of Sotto').selectOption('de');
    await open('Antworten');
    expect(await used.page.getByLabel('Sprache der Antworten').locator('option:checked').innerText()).toBe(
      'Deutsch',
    );
    expect(await accessibilityFaults(used.page)).toEqual([]);
  });
});
