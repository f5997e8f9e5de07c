import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './browser.ts';
import { drawIcon, ICON_FOLDER, listIconFiles } from './icon-files.ts';

/** Of 255; another Chromium draws edges a little differently. */
const MEAN_DIFFERENCE_LIMIT = 4;

test('no picture lies there that no source makes', () => {
  const pictures = readdirSync(ICON_FOLDER).filter((name) => name.endsWith('.png'));
  expect(
    listIconFiles()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(pictures.toSorted());
});

describe.skipIf(!hasChromium)('the icons', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  /** How far two pictures are apart, as the mean over channels and pixels. */
  const difference = (pictures: readonly Buffer[]): Promise<number> =>
    page.evaluate(
      async (urls) => {
        const [left, right] = await Promise.all(
          urls.map(async (url) => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext('2d');
            context?.drawImage(image, 0, 0);
            return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
          }),
        );
        if (!left || left.length !== right?.length) return Infinity;
        let sum = 0;
        for (const [index, value] of left.entries()) sum += Math.abs(value - (right[index] ?? 0));
        return sum / left.length;
      },
      pictures.map((picture) => `data:image/png;base64,${picture.toString('base64')}`),
    );

  test('are what their sources draw', async () => {
    const stale: string[] = [];
    for (const icon of listIconFiles()) {
      const drawn = await drawIcon(page, icon);
      const kept = readFileSync(path.join(ICON_FOLDER, icon.name));
      if ((await difference([drawn, kept])) > MEAN_DIFFERENCE_LIMIT) stale.push(icon.name);
    }
    // `npm run icons` draws them again.
    expect(stale).toEqual([]);
  });

  test('of the tray differ in shape, also where colours are dropped, and stand out from light and dark', async () => {
    const trays = listIconFiles().filter(({ name }) => name.startsWith('tray-') && name.endsWith('@2x.png'));
    const [templates, coloured] = [
      trays.filter(({ isTemplate }) => isTemplate),
      trays.filter((icon) => !icon.isTemplate),
    ];
    for (const [index, icon] of templates.entries()) {
      for (const other of templates.slice(index + 1)) {
        expect(
          await difference([await drawIcon(page, icon), await drawIcon(page, other)]),
          `${icon.name} and ${other.name}`,
        ).toBeGreaterThan(MEAN_DIFFERENCE_LIMIT);
      }
    }
    for (const background of ['#ffffff', '#000000']) {
      for (const icon of coloured) {
        const drawn = await drawIcon(page, icon);
        await page.setContent(`<body style="margin: 0; background: ${background}">`);
        const empty = await page.screenshot();
        await page.setContent(
          `<body style="margin: 0; background: ${background}"><img style="display: block" src="data:image/png;base64,${drawn.toString('base64')}">`,
        );
        expect(
          await difference([await page.screenshot(), empty]),
          `${icon.name} on ${background}`,
        ).toBeGreaterThan(2 * MEAN_DIFFERENCE_LIMIT);
      }
    }
  });
});
