import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../engine/protocol/settings.ts';
import { startProtocolServer } from '../fakes/protocol-server.ts';
import { accessibilityFaults, buildPages, hasChromium, launchChromium, type BuiltPages } from './browser.ts';
import { lengthenGerman } from './longer-words.ts';
import { HUD_PANELS, HUD_STATES, laterEvents, SETTLED } from './hud-states.ts';

/** `SOTTO_SCREENSHOTS=DIR` also takes a picture of every state, size, theme and language. */
const SCREENSHOTS_DIRECTORY = process.env['SOTTO_SCREENSHOTS'];
const EVERY_STATE = [...Object.keys(HUD_STATES), ...Object.keys(HUD_PANELS)];
const LANGUAGES = ['en', 'es', 'de', 'fr', 'pt', 'ja'] as const satisfies readonly Language[];
const SIZES = {
  '420x560': { width: 420, height: 560 },
  '360x200': { width: 360, height: 200 },
  '320x320': { width: 320, height: 320 },
  '1280x800': { width: 1_280, height: 800 },
} as const;
type Size = keyof typeof SIZES;

interface Look {
  readonly state: string;
  readonly language: Language;
  readonly size: Size;
  readonly textScale?: number;
  /** Of the browser: a page at 200 % has half the room. */
  readonly zoomRatio?: number;
  readonly isCompact?: boolean;
  /** Words are 40 % longer than those of the language. */
  readonly isLonger?: boolean;
}

describe.skipIf(!hasChromium)('the HUD in every state, size and language', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
    context = await browser.newContext({ colorScheme: 'dark', reducedMotion: 'reduce' });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });

  const show = async (look: Look, work: () => Promise<void>): Promise<void> => {
    const { state, language, size, textScale = 1, zoomRatio = 1, isCompact, isLonger } = look;
    if (isLonger) await lengthenGerman(page);
    await using engine = await startProtocolServer({ staticDirectory: pages.directory });
    const appearance = { ...engine.settings.appearance, language, textScale };
    const panel = HUD_PANELS[state];
    const privacy = { ...engine.settings.privacy, consentAtMs: panel?.hasConsent === false ? null : 1 };
    engine.settings = { ...engine.settings, appearance, privacy };
    const events = HUD_STATES[panel?.over ?? state] ?? [];
    engine.publish({ type: 'settings.changed', settings: engine.settings }, ...events);
    const { width, height } = SIZES[size];
    await page.setViewportSize({
      width: Math.round(width / zoomRatio),
      height: Math.round(height / zoomRatio),
    });
    await page.goto(engine.server.hudUrl());
    await page.locator(`html[lang="${language}"] .hud`).waitFor();
    await page.locator(SETTLED).waitFor({ state: 'attached' });
    engine.publish(...laterEvents(state));
    if (state === 'new-answer') await page.locator('.new-answer').waitFor({ state: 'attached' });
    await panel?.open(page, engine);
    if (isCompact) await page.locator('.header-extra button').last().dispatchEvent('click');
    await work();
    await page.unrouteAll();
    await page.goto('about:blank');
  };

  test.each(LANGUAGES)('no state breaks an accessibility rule in %s', async (language) => {
    for (const state of EVERY_STATE) {
      await show({ state, language, size: '420x560' }, async () => {
        expect(await accessibilityFaults(page), state).toEqual([]);
      });
    }
  });

  const looks = (Object.keys(SIZES) as Size[]).flatMap((size): readonly Look[] => [
    { state: 'streaming', language: 'en', size },
    { state: 'streaming', language: 'de', size },
    { state: 'answered', language: 'fr', size },
    { state: 'failed', language: 'ja', size },
    { state: 'broken', language: 'de', size },
    { state: 'speaking', language: 'es', size },
    { state: 'streaming', language: 'de', size, textScale: 1.6 },
    { state: 'streaming', language: 'en', size, zoomRatio: 2 },
    { state: 'streaming', language: 'pt', size, isCompact: true },
    { state: 'answered', language: 'ja', size, textScale: 1.6 },
    ...(['ready', 'broken', 'streaming', 'paused-slow'] as const).flatMap((state) =>
      [{}, { textScale: 1.6 }, { zoomRatio: 2 }].map((view): Look => ({
        state,
        language: 'fr',
        size,
        ...view,
      })),
    ),
    ...LANGUAGES.flatMap((language) =>
      [{}, { textScale: 1.6 }, { zoomRatio: 2 }].map((view): Look => ({
        state: 'not-understood',
        language,
        size,
        ...view,
      })),
    ),
    ...LANGUAGES.map((language): Look => ({ state: 'behind', language, size })),
    ...(['streaming', 'answered', 'broken', 'not-understood', 'paused', 'behind'] as const).map(
      (state): Look => ({
        state,
        language: 'de',
        size,
        isLonger: true,
      }),
    ),
  ]);

  test.each(looks)(
    'nothing overlaps or sticks out, and the bullets are in sight: $state in $language at $size, text $textScale, zoom $zoomRatio, compact $isCompact, longer words $isLonger',
    async (look) => {
      await show(look, async () => {
        expect(await boxFaults()).toEqual([]);
        expect(await statusFaults()).toEqual([]);
        if (look.state === 'streaming' || look.state === 'paused-slow')
          expect(await seenBullets()).toContain(0);
        if (['streaming', 'answered', 'paused-slow'].includes(look.state))
          expect(await isWholeInSight('.question')).toBe(true);
        if (look.state === 'ready' || look.state === 'broken')
          expect(await isWholeInSight('.welcome-actions .primary')).toBe(true);
      });
    },
  );

  const takePictures = async (directory: string, language: Language): Promise<void> => {
    const wanted = process.env['SOTTO_SCREENSHOT_STATES']?.split(',') ?? EVERY_STATE;
    mkdirSync(directory, { recursive: true });
    for (const state of wanted) {
      await show({ state, language, size: '420x560' }, async () => {
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          for (const colorScheme of ['dark', 'light'] as const) {
            await page.emulateMedia({ colorScheme });
            const name = `hud-${state}-${size}-${colorScheme}-${language}.png`;
            await page.screenshot({ path: path.join(directory, name) });
          }
        }
      });
    }
  };
  if (SCREENSHOTS_DIRECTORY !== undefined) {
    test.each(LANGUAGES)('pictures in %s', { timeout: 600_000 }, (language) =>
      takePictures(SCREENSHOTS_DIRECTORY, language),
    );
  }

  /** Visible parts that lie over each other, stick out of the window or hold more than they show sideways. */
  const boxFaults = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const selectors =
        '.header, .status-line, .live-line, .question, .meta, .bullets-room, .answer-actions, .transcript, .audio, .ask, .welcome, .components';
      const boxes = [...document.querySelectorAll(`.hud :is(${selectors})`)]
        .filter((element) => element.closest('[popover]') === null)
        .map((element) => ({ name: element.className, element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0);
      // What is scrolled out of the page at rest is not in sight.
      const clipped = (box: DOMRect, element: Element): DOMRect => {
        const room = element.closest('.rest')?.getBoundingClientRect();
        if (!room) return box;
        const top = Math.min(Math.max(box.top, room.top), room.bottom);
        return new DOMRect(box.x, top, box.width, Math.max(0, Math.min(box.bottom, room.bottom) - top));
      };
      const faults: string[] = [];
      boxes.forEach((one, index) => {
        const a = clipped(one.box, one.element);
        if (a.left < -0.5 || a.right > innerWidth + 0.5 || a.top < -0.5 || a.bottom > innerHeight + 0.5)
          faults.push(`${one.name} sticks out`);
        for (const other of boxes.slice(index + 1)) {
          const b = clipped(other.box, other.element);
          const isOver =
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
          if (isOver) faults.push(`${one.name} lies over ${other.name}`);
        }
      });
      for (const bar of document.querySelectorAll('.header, .status-line, .answer-actions, .ask')) {
        const { right } = bar.getBoundingClientRect();
        for (const child of bar.querySelectorAll('button, input')) {
          const box = child.getBoundingClientRect();
          if (child.closest('[popover]') === null && box.width > 0 && box.right > right + 0.5)
            faults.push(`${child.className} sticks out of ${bar.className}`);
        }
      }
      const typed = document.querySelector<HTMLInputElement>('.ask-text');
      const pen = new OffscreenCanvas(1, 1).getContext('2d');
      if (typed && pen && typed.clientWidth > 0) {
        const { paddingLeft, paddingRight } = getComputedStyle(typed);
        pen.font = getComputedStyle(typed, '::placeholder').font;
        const room = typed.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
        if (pen.measureText(typed.placeholder).width > room) faults.push(`“${typed.placeholder}” is cut off`);
      }
      for (const text of document.querySelectorAll(
        '.hud :is(.welcome .button, .talk, .meta .button, .new-answer)',
      )) {
        if (text.clientWidth > 0 && text.scrollWidth > text.clientWidth + 1)
          faults.push(`${text.className} cuts “${text.textContent}” off`);
      }
      return faults;
    });

  /** The indicator and the status line are there, with all of their words; names of models may be cut. */
  const statusFaults = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const faults: string[] = [];
      // The smallest window names what is wrong, not what answers.
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const isTiny = innerHeight <= 9 * remPx && document.querySelector('.status-line .trouble') === null;
      for (const selector of ['.header .indicator-text', ...(isTiny ? [] : ['.status-line'])]) {
        if (document.querySelector(selector)?.checkVisibility() !== true) faults.push(`no ${selector}`);
      }
      const actions = document.querySelector('.header-actions')?.getBoundingClientRect();
      const parts = '.header .indicator-text, .status-long, .status-short, .status-line > .button';
      for (const text of document.querySelectorAll(parts)) {
        if (!text.checkVisibility({ visibilityProperty: true })) continue;
        const bar = text.closest('.header, .status-line')?.getBoundingClientRect();
        if (!bar || !actions) continue;
        const words = document.createRange();
        words.selectNodeContents(text);
        const isWhole = [...words.getClientRects()].every((box) => {
          const isBeside = box.top < actions.bottom && box.bottom > actions.top;
          const right = isBeside ? Math.min(bar.right, actions.left) : bar.right;
          return box.top >= bar.top - 1 && box.bottom <= bar.bottom + 1 && box.right <= right + 0.5;
        });
        if (!isWhole || getComputedStyle(text).textOverflow === 'ellipsis')
          faults.push(`“${text.textContent}” is cut off`);
      }
      return faults;
    });

  const isWholeInSight = (selector: string): Promise<boolean> =>
    page.evaluate((wanted) => {
      const box = document.querySelector(wanted)?.getBoundingClientRect();
      const room = document.querySelector('.answer')?.getBoundingClientRect();
      if (!box || !room || box.height === 0) return false;
      return box.top >= room.top - 0.5 && box.bottom <= Math.min(room.bottom, innerHeight) + 0.5;
    }, selector);

  /** Places of the bullets of which at least the first line is in the window and not scrolled away. */
  const seenBullets = (): Promise<readonly number[]> =>
    page.evaluate(() => {
      const room = document.querySelector('.bullets-room')?.getBoundingClientRect();
      if (!room) return [];
      return [...document.querySelectorAll('.bullet:not(.pending)')].flatMap((bullet, index) => {
        const { top } = bullet.getBoundingClientRect();
        const lineHeightPx = Number.parseFloat(getComputedStyle(bullet).lineHeight);
        const isSeen =
          top >= room.top - 0.5 && top + lineHeightPx <= Math.min(room.bottom, innerHeight) + 0.5;
        return isSeen ? [index] : [];
      });
    });
});
