import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

export const ICON_FOLDER = path.join(PROJECT_ROOT, 'assets', 'icons');

const APP_SIZE_PX = 1_024;
const TRAY_SIZE_PX = 22;
const TEMPLATE_SIZE_PX = 18;

/** A picture file that is drawn from an SVG. */
export interface IconFile {
  readonly name: string;
  /** Name of the SVG beside it. */
  readonly source: string;
  readonly sizePx: number;
  /** macOS takes only its shape, and colours that itself. */
  readonly isTemplate: boolean;
}

/** Every file that the sources make: the app's picture, and each state of the tray in two sizes and two kinds. */
export function listIconFiles(): readonly IconFile[] {
  const trays = readdirSync(ICON_FOLDER).filter((name) => /^tray-[a-z]+\.svg$/.test(name));
  return [
    { name: 'app.png', source: 'app.svg', sizePx: APP_SIZE_PX, isTemplate: false },
    ...trays.flatMap((source) => [...trayFiles(source, false), ...trayFiles(source, true)]),
  ];
}

function trayFiles(source: string, isTemplate: boolean): readonly IconFile[] {
  const stem = path.basename(source, '.svg') + (isTemplate ? 'Template' : '');
  const sizePx = isTemplate ? TEMPLATE_SIZE_PX : TRAY_SIZE_PX;
  return [
    { name: `${stem}.png`, source, sizePx, isTemplate },
    { name: `${stem}@2x.png`, source, sizePx: 2 * sizePx, isTemplate },
  ];
}

/** @returns the picture as PNG. */
export async function drawIcon(page: Page, { source, sizePx, isTemplate }: IconFile): Promise<Buffer> {
  await page.setViewportSize({ width: sizePx, height: sizePx });
  // The halo sets light lines off from a light panel; in a shape without colours it would drown them.
  const style = `svg { display: block; width: ${sizePx}px; height: ${sizePx}px } ${
    isTemplate ? 'svg { filter: brightness(0) } .halo { display: none }' : ''
  }`;
  const svg = readFileSync(path.join(ICON_FOLDER, source), 'utf8');
  await page.setContent(`<style>body { margin: 0 } ${style}</style>${svg}`);
  return await page.screenshot({ omitBackground: true });
}
