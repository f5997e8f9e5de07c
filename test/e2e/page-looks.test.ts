import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GUIDE_STEPS, type GuideStep, type Language } from '../../engine/protocol/settings.ts';
import { SETTINGS_SECTIONS } from '../../renderer/parts/view-state.ts';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { brokenParts, healthyParts } from './hud-scenes.ts';
import { lengthenGerman, lengthenTexts } from './longer-words.ts';

/** `SOTTO_SCREENSHOTS=DIR` also takes a picture of every step and section, in every size, theme and language. */
const SCREENSHOTS_DIRECTORY = process.env['SOTTO_SCREENSHOTS'];
const LANGUAGES = ['en', 'es', 'de', 'fr', 'pt', 'ja'] as const satisfies readonly Language[];
const STEPS = GUIDE_STEPS.filter((step) => step !== 'done');
/** Only the desktop app has it. */
const SECTIONS = SETTINGS_SECTIONS.filter((section) => section !== 'desktop');
const SMALL = { width: 420, height: 560 };
/** A few lines of a step beside what leads on. */
const MIN_BODY_PX = 70;
const ROOMS = [
  SMALL,
  { width: 360, height: 200 },
  { width: 320, height: 320 },
  { width: 1_280, height: 800 },
] as const;

describe.skipIf(!hasChromium)('the guide and the settings in every language', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
    context = await browser.newContext({ viewport: SMALL, reducedMotion: 'reduce' });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });

  const open = async (language: Language, step: GuideStep, textScale = 1): Promise<ProtocolServer> => {
    const engine = await startProtocolServer({ staticDirectory: pages.directory });
    const appearance = { ...engine.settings.appearance, language, textScale };
    engine.settings = { ...engine.settings, appearance, guide: { step } };
    engine.publish(
      { type: 'settings.changed', settings: engine.settings },
      {
        type: 'machine.described',
        system: 'linux',
        canRecordOutput: true,
        ollama: 'missing',
        ollamaModelCount: 0,
      },
      ...healthyParts,
      ...(step === 'answers' ? brokenParts : []),
    );
    return engine;
  };
  const eachStep = async (language: Language, textScale: number, work: (name: string) => Promise<void>) => {
    for (const step of STEPS) {
      await using engine = await open(language, step, textScale);
      await page.goto(engine.server.hudUrl());
      await page.locator(`html[lang="${language}"] .guide h2`).waitFor();
      await work(`guide, ${step}`);
      await page.goto('about:blank');
    }
  };
  const eachSection = async (
    language: Language,
    textScale: number,
    work: (name: string) => Promise<void>,
  ) => {
    await using engine = await open(language, 'done', textScale);
    await page.goto(engine.server.settingsUrl());
    await page.locator(`html[lang="${language}"] .settings-nav`).waitFor();
    for (const [index, section] of SECTIONS.entries()) {
      await page.locator('.settings-nav button').nth(index).click();
      await page.locator('.settings-nav button').nth(index).and(page.locator('[aria-current]')).waitFor();
      await work(`settings, ${section}`);
    }
    await page.goto('about:blank');
  };

  test.each(LANGUAGES)('neither breaks an accessibility rule in %s', async (language) => {
    const judge = async (name: string): Promise<void> =>
      expect(await accessibilityFaults(page), name).toEqual([]);
    await eachStep(language, 1, judge);
    await eachSection(language, 1, judge);
  });

  if (SCREENSHOTS_DIRECTORY !== undefined) {
    test.each(LANGUAGES)('pictures in %s', { timeout: 600_000 }, async (language) => {
      mkdirSync(SCREENSHOTS_DIRECTORY, { recursive: true });
      const take = async (name: string): Promise<void> => {
        for (const viewport of ROOMS) {
          await page.setViewportSize(viewport);
          for (const colorScheme of ['dark', 'light'] as const) {
            await page.emulateMedia({ colorScheme });
            const { width, height } = viewport;
            const file = `${name.replace(', ', '-')}-${width}x${height}-${colorScheme}-${language}.png`;
            await page.screenshot({ path: path.join(SCREENSHOTS_DIRECTORY, file) });
          }
        }
        await page.setViewportSize(SMALL);
      };
      await eachStep(language, 1, take);
      await eachSection(language, 1, take);
    });
  }

  test.each(LANGUAGES)(
    'what leads on from each step of the guide is in sight in a low window in %s',
    async (language) => {
      await eachStep(language, 1, async (name) => {
        for (const viewport of ROOMS.filter(({ height }) => height <= 320)) {
          await page.setViewportSize(viewport);
          const seen = await page.evaluate(() => {
            const next = document.querySelector('.guide-actions .button:last-child')?.getBoundingClientRect();
            const body = document.querySelector('.guide-body');
            return { bottomPx: next?.bottom ?? Infinity, bodyPx: body?.clientHeight ?? 0 };
          });
          expect(seen.bottomPx, name).toBeLessThanOrEqual(viewport.height);
          expect(seen.bodyPx, name).toBeGreaterThanOrEqual(MIN_BODY_PX);
        }
      });
      await page.setViewportSize(SMALL);
    },
  );

  test('both hold words that are 40 % longer than the German ones, also with large text', async () => {
    const long = await context.newPage();
    const short = page;
    const faults: string[] = [];
    page = long;
    try {
      await lengthenGerman(long);
      for (const viewport of ROOMS) {
        await long.setViewportSize(viewport);
        for (const textScale of viewport === SMALL ? [1, 1.6] : [1]) {
          const judge = async (name: string): Promise<void> => {
            const found = await sidewaysFaults();
            faults.push(
              ...found.map((fault) => `${name}, ${viewport.width} px, text ${textScale}: ${fault}`),
            );
          };
          await eachStep('de', textScale, judge);
          await eachSection('de', textScale, judge);
        }
      }
    } finally {
      page = short;
      await long.close();
    }
    expect(faults).toEqual([]);
  });

  /** Text that is cut off, and what sticks out of the page at its sides. */
  const sidewaysFaults = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const faults: string[] = [];
      for (const element of document.querySelectorAll<HTMLElement>('#root *')) {
        if (!element.checkVisibility() || element.closest('.clip, .unseen, [popover], svg, select, nav'))
          continue;
        const { left, right, width } = element.getBoundingClientRect();
        const name = `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.slice(0, 30)}”`;
        if (width > 1 && (left < -0.5 || right > innerWidth + 0.5)) faults.push(`${name} sticks out`);
        const isText = element.matches('button, label, h1, h2, h3, p, span, legend, summary');
        if (isText && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
          faults.push(`${name} is cut off`);
      }
      return faults.slice(0, 5);
    });
});

test('longer words leave keys and parameters as they are', () => {
  expect(lengthenTexts('var a={"answer.copy":`Ja {name} kopieren`,b:{one:"{count} Tag"}}')).toBe(
    'var a={"answer.copy":`Jaa {name} kopiereneren`,b:{one:"{count} Tagag"}}',
  );
});
