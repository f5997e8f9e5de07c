import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startProtocolServer, type ProtocolServer } from '../fakes/protocol-server.ts';
import { buildPages, launchChromium, type BuiltPages } from './browser.ts';

/** What a test of the pages works with: valid from its own beforeEach to its end. */
export interface UsedPages {
  readonly engine: ProtocolServer;
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Gives each test of the suite a server without an engine and a fresh page; browser and build are shared. */
export function usePages(viewport: NonNullable<BrowserContextOptions['viewport']>): UsedPages {
  let pages: BuiltPages;
  let browser: Browser;
  let engine: ProtocolServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [pages, browser] = await Promise.all([buildPages(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    engine = await startProtocolServer({ staticDirectory: pages.directory });
    context = await browser.newContext({ viewport });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await engine[Symbol.asyncDispose]();
  });
  return {
    get engine() {
      return engine;
    },
    get context() {
      return context;
    },
    get page() {
      return page;
    },
  };
}
