import path from 'node:path';
import type { Page } from 'playwright-core';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import type { GuideStep } from '../../engine/protocol/settings.ts';
import { noteLine } from '../../engine/base/terminal.ts';
import { buildPages, launchChromium, type BuiltPages } from './browser.ts';
import { healthyParts } from './hud-scenes.ts';
import { laterEvents } from './hud-states.ts';
import { measuredModels, midCall, rehearsal } from './readme-scenes.ts';
import { startProtocolServer } from '../fakes/protocol-server.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** `npm run pictures`: renews the pictures of the README with the pages as they are now. */

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'dark' | 'light';
  readonly events: readonly UnstampedEvent[];
  readonly step?: GuideStep;
  readonly isSettings?: boolean;
  /** Text that is there once the page shows everything. */
  readonly shows: string;
}

const DIRECTORY = path.join(PROJECT_ROOT, 'docs', 'images');
const PICTURES: readonly Picture[] = [
  {
    name: 'hud',
    width: 420,
    height: 560,
    colorScheme: 'dark',
    events: midCall,
    shows: 'Return 429',
  },
  {
    name: 'compact',
    width: 360,
    height: 200,
    colorScheme: 'dark',
    events: midCall,
    shows: 'Return 429',
  },
  {
    name: 'first-run',
    width: 560,
    height: 750,
    colorScheme: 'light',
    events: rehearsal,
    step: 'rehearsal',
    shows: 'Answered by',
  },
  {
    name: 'settings',
    width: 900,
    height: 700,
    colorScheme: 'dark',
    events: measuredModels,
    isSettings: true,
    shows: '28 tokens a second',
  },
];

await using pages = await buildPages();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  for (const picture of PICTURES) await take(picture, pages, page);
} finally {
  await browser.close();
}

async function take(picture: Picture, { directory }: BuiltPages, page: Page): Promise<void> {
  const { name, width, height, colorScheme, events, step = 'done', isSettings = false, shows } = picture;
  await using engine = await startProtocolServer({ staticDirectory: directory });
  engine.settings = { ...engine.settings, guide: { step } };
  engine.publish({ type: 'settings.changed', settings: engine.settings }, ...healthyParts, ...events);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.goto(isSettings ? engine.server.settingsUrl() : engine.server.hudUrl());
  await page.getByText(shows).first().waitFor();
  engine.publish(...laterEvents(name));
  if (name === 'hud') await page.getByText('Sound of this computer').waitFor();
  await page.screenshot({ path: path.join(DIRECTORY, `${name}.png`) });
  noteLine(`docs/images/${name}.png`);
}
