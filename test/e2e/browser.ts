import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../fakes/patience.ts';

const REPOSITORY = path.join(import.meta.dirname, '../..');
export const CHROMIUM_PATH = process.env['SOTTO_TEST_CHROMIUM'] ?? '/usr/bin/chromium';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Page tests need a real browser; where there is none they are left out, and say so. */
export const hasChromium = existsSync(CHROMIUM_PATH);
if (!hasChromium) console.warn(`SKIPPED: page tests, for there is no Chromium at ${CHROMIUM_PATH}.`);

export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Plays no sound: others may be listening. @param extraArguments e.g. a file to be heard as the microphone. */
export function launchChromium(...extraArguments: string[]): Promise<Browser> {
  return launch({ args: [...CHROMIUM_ARGUMENTS, ...extraArguments] });
}

/** What a page plays is heard by the sound server that PULSE_SERVER names. */
export function launchAudibleChromium(...extraArguments: string[]): Promise<Browser> {
  const args = [...CHROMIUM_ARGUMENTS, ...extraArguments];
  return launch({ args, ignoreDefaultArgs: ['--mute-audio'] });
}

async function launch(options: LaunchOptions): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, ...options });
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS));
  return browser;
}

/** The pages as they are shipped, built into a folder of their own. */
export interface BuiltPages extends AsyncDisposable {
  readonly directory: string;
}

export async function buildPages(): Promise<BuiltPages> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sotto-pages-'));
  const vite = path.join(REPOSITORY, 'node_modules/vite/bin/vite.js');
  const config = path.join(REPOSITORY, 'renderer/vite.config.ts');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', config, '--outDir', directory, '--logLevel', 'error'],
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** The accessibility rules that the page breaks now, and where. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResult> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
