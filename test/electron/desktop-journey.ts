import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { encodeWav } from '../../engine/transcription/recognizers/base/wav-file.ts';
import { fixturePath } from '../e2e/run-cli.ts';
import { whiteNoise } from '../fakes/make-noise.ts';
import { toyChat } from '../fakes/toy-chat.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** The desktop app as a user meets it, whatever runs its windows. */
export interface DesktopInTest {
  /** The HUD's page, once it is there. */
  hud(): Promise<Page>;
  /** Holds the push-to-talk key down. */
  holdTalkKey(): Promise<void>;
  letTalkKeyGo(): Promise<void>;
  pressCompactKey(): Promise<void>;
  /** Quits as the tray's menu does. @returns once everything has ended. */
  quit(): Promise<void>;
}

const SPOKEN = 'samples/could-you-explain-database-indexing--en-gb-f5-167.wav';
/** What a quiet room sounds like to a microphone; no sound at all would be a microphone that is switched off. */
const ROOM_DBFS = -70;
const QUIET_BEFORE_MS = 6_000;
const QUIET_AFTER_MS = 40_000;
const BULLETS = toyChat.entries.find(({ id }) => id === 'can-you-explain-database-indexing')?.bullets ?? [];
const COMPACT_HEIGHT_PX = 200;

/** A data folder of someone who has gone through the guide and agreed to being heard. */
export function prepareDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = { version: 1, guide: { step: 'done' }, privacy: { consentAtMs: 1 } };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
}

/** What the microphone hears: a quiet room for as long as the key takes to be held, then the question. */
export async function writeMicrophoneFile(file: string): Promise<void> {
  const { samples } = await readSound(fixturePath(SPOKEN));
  const spokenMs = (1_000 * samples.length) / PIPELINE_RATE_HZ;
  const heard = whiteNoise(QUIET_BEFORE_MS + spokenMs + QUIET_AFTER_MS, ROOM_DBFS);
  const start = (QUIET_BEFORE_MS * PIPELINE_RATE_HZ) / 1_000;
  for (const [index, sample] of samples.entries())
    heard[start + index] = (heard[start + index] ?? 0) + sample;
  writeFileSync(file, encodeWav(heard));
}

/**
 * Start, hold the key, ask, read the bullets, go compact and back, quit; with a picture of each.
 * @param pictures name of a folder below `build/desktop-journey`.
 */
export async function makeJourney(desktop: DesktopInTest, pictures: string): Promise<void> {
  const folder = path.join(PROJECT_ROOT, 'build', 'desktop-journey', pictures);
  const hud = await desktop.hud();
  const takePicture = (name: string): Promise<unknown> =>
    hud.screenshot({ path: path.join(folder, `${name}.png`) });
  await hud.getByText('Ready for your next call').waitFor();
  await takePicture('1-start');

  await hud.getByRole('button', { name: 'Start listening' }).first().click();
  await hud.getByText('Listening', { exact: true }).first().waitFor();
  await desktop.holdTalkKey();
  // What is heard goes through a page of its own, so the HUD may load again in the middle of it.
  await hud.reload();
  await hud
    .getByText(/indexing/i)
    .first()
    .waitFor();
  await takePicture('2-held-question');
  await desktop.letTalkKeyGo();

  const bullets = hud.locator('.bullets .bullet:not(.pending)');
  await bullets.nth(BULLETS.length - 1).waitFor();
  await hud.locator('.answer[data-phase="complete"]').waitFor();
  expect((await bullets.allTextContents()).map((text) => text.trim())).toEqual(BULLETS);
  await hud.getByRole('heading', { name: 'Could you explain database indexing?' }).waitFor();
  await takePicture('3-bullets');

  const innerHeight = (): Promise<number> => hud.evaluate(() => window.innerHeight);
  expect(await innerHeight()).toBeGreaterThan(COMPACT_HEIGHT_PX);
  await desktop.pressCompactKey();
  await expect.poll(innerHeight).toBeLessThanOrEqual(COMPACT_HEIGHT_PX);
  expect(await bullets.first().isVisible()).toBe(true);
  await takePicture('4-compact');
  // The button knows what the key did, and goes back.
  const compact = hud.getByRole('button', { name: 'Compact view' });
  await hud.locator('[aria-pressed="true"]').and(compact).waitFor();
  await compact.click();
  await expect.poll(innerHeight).toBeGreaterThan(COMPACT_HEIGHT_PX);
  await hud.locator('[aria-pressed="false"]').and(compact).waitFor();

  await desktop.quit();
}
