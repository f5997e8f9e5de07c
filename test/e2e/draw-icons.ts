import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { noteLine } from '../../engine/base/terminal.ts';
import { launchChromium } from './browser.ts';
import { drawIcon, ICON_FOLDER, listIconFiles } from './icon-files.ts';

/** `npm run icons`: draws the pictures of the app and the tray from their SVG files. */

const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const icon of listIconFiles()) {
    writeFileSync(path.join(ICON_FOLDER, icon.name), await drawIcon(page, icon));
    noteLine(icon.name);
  }
} finally {
  await browser.close();
}
