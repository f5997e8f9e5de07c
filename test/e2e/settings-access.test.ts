import { describe, expect, test } from 'vitest';
import { eventually } from '../fakes/eventually.ts';
import { hasChromium } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { usePages } from './use-pages.ts';

/** Only the desktop app has the section Desktop. */
const SECTIONS = [
  'Model',
  'Speech',
  'Audio',
  'Answers',
  'Questions',
  'Keys',
  'Appearance',
  'Privacy',
  'Diagnostics',
];
/** What Tab stops at, as the browser itself finds it; of radio buttons it is one for all. */
const STOPS =
  'button:enabled, input:enabled:not([type=radio]), input[type=radio]:checked, select, textarea, summary, [tabindex="0"]';

interface Stop {
  readonly name: string;
  readonly isSeen: boolean;
  readonly place: number;
}

describe.skipIf(!hasChromium)('the settings by keyboard and by screen reader', () => {
  const used = usePages({ width: 900, height: 800 });

  const openSettings = async (): Promise<void> => {
    used.engine.publish(...healthyParts);
    await used.page.goto(used.engine.server.settingsUrl());
    await used.page.getByRole('heading', { name: 'Model', exact: true }).waitFor();
  };
  const choose = async (section: string): Promise<void> => {
    const button = used.page.getByRole('navigation').getByRole('button', { name: section, exact: true });
    await button.focus();
    await used.page.keyboard.press('Enter');
    await used.page.getByRole('heading', { name: section, exact: true, level: 2 }).waitFor();
  };
  /** Where the focus is: its name, whether it shows, and the place among everything that Tab may stop at. */
  const focused = (): Promise<Stop | undefined> =>
    used.page.evaluate((selector) => {
      const { activeElement: element } = document;
      if (!(element instanceof HTMLElement) || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const [label] = (element as HTMLInputElement).labels ?? [];
      const stops = [...document.querySelectorAll(selector)].filter((stop) => stop.checkVisibility());
      return {
        name: element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent.trim(),
        isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
        place: stops.indexOf(element),
      };
    }, STOPS);
  const stopCount = (): Promise<number> =>
    used.page.evaluate(
      (selector) => [...document.querySelectorAll(selector)].filter((stop) => stop.checkVisibility()).length,
      STOPS,
    );

  test('Tab goes through every section once, as it is read, and each stop is named and seen', async () => {
    await openSettings();
    for (const section of SECTIONS) {
      await choose(section);
      await used.page.getByRole('searchbox').focus();
      const stops: Stop[] = [];
      for (let stop = await focused(); stop && stops.every(({ place }) => place !== stop?.place);) {
        stops.push(stop);
        await used.page.keyboard.press('Tab');
        stop = await focused();
      }
      expect(
        stops.map(({ place }) => place),
        section,
      ).toEqual(Array.from({ length: await stopCount() }, (_, place) => place));
      expect(
        stops.filter(({ name, isSeen }) => name === '' || !isSeen),
        section,
      ).toEqual([]);
    }
  });

  test('a setting is found, changed and reset by keyboard, and the focus stays at it', async () => {
    await openSettings();
    await used.page.keyboard.press('Tab');
    await used.page.keyboard.type('theme');
    await eventually(async () => {
      await used.page.keyboard.press('Tab');
      expect((await focused())?.name).toBe('Theme');
    });
    await used.page.keyboard.press('ArrowDown');
    await expect.poll(() => used.engine.settings.appearance.theme).toBe('dark');
    await used.page.getByRole('button', { name: 'Reset Theme' }).waitFor();
    await used.page.keyboard.press('Tab');
    await used.page.keyboard.press('Enter');
    await expect.poll(() => used.engine.settings.appearance.theme).toBe('system');
    await expect.poll(() => used.page.getByRole('button', { name: 'Reset Theme' }).count()).toBe(0);
    await expect.poll(async () => (await focused())?.name).toBe('Theme');

    await used.page.getByRole('searchbox').focus();
    await used.page.keyboard.press('Escape');
    await used.page.getByRole('heading', { name: 'Model', exact: true, level: 2 }).waitFor();
  });

  test('a screen reader meets title, state, search, sections and then the settings, each with its explanation', async () => {
    await openSettings();
    await choose('Answers');
    const heard = await used.page.locator('.settings').ariaSnapshot();
    const places = [
      'heading "Settings"',
      'status: Not listening',
      'navigation "Sections"',
      'searchbox "Search settings"',
      'button "Model"',
      'button "Diagnostics"',
      'main "Answers"',
      'heading "Answers"',
      'slider "Bullets"',
      'combobox "Language of the answers"',
      'heading "About the call"',
      'textbox "Your role"',
      'textbox "Notes"',
      'heading "Speed"',
    ].map((what) => ({ what, at: heard.indexOf(what) }));
    expect(places.filter(({ at }) => at === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((left, right) => left.at - right.at));
    const undescribed = await used.page.evaluate(
      () =>
        [...document.querySelectorAll('.field [aria-describedby]')].filter((control) =>
          (control.getAttribute('aria-describedby') ?? '')
            .split(' ')
            .some((id) => !document.getElementById(id)),
        ).length,
    );
    expect(undescribed).toBe(0);
  });
});
