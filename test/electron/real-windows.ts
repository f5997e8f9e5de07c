import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from '../e2e/browser.ts';
import { recorded, type FakeWindow } from '../fakes/electron.ts';

const SETTLE_MS = 250;

declare global {
  /** In a page: hears what the shell sends. */
  var sottoSend: ((...message: unknown[]) => void) | undefined;
}

export interface RealWindowsOptions {
  readonly display: string;
  /** The bundle that Electron would run before the page. */
  readonly preload: string;
  /** What the microphone hears, from the moment that it is opened. */
  readonly microphoneFile: string;
}

/** Windows of the recording Electron, each shown as a window of a real Chromium on a real display. */
export interface RealWindows extends AsyncDisposable {
  /** The page of the window, once it was loaded. */
  pageOf(window: FakeWindow): Promise<Page>;
}

/**
 * From now on each window that the shell makes is a real one: it loads, moves, hides and goes when the shell says
 * so. Its page gets the real preload, whose calls reach the shell's handlers with the sender that the page is.
 */
export function showRealWindows(options: RealWindowsOptions): RealWindows {
  const shown = new Map<FakeWindow, Promise<RealWindow>>();
  recorded.onWindow = (window) => {
    const real = openRealWindow(window, options);
    shown.set(window, real);
    follow(window, real);
  };
  return {
    async pageOf(window) {
      const real = await shown.get(window);
      if (!real) throw new Error('The shell made no such window.');
      return real.page;
    },
    async [Symbol.asyncDispose]() {
      delete recorded.onWindow;
      await Promise.allSettled([...shown.values()].map(async (real) => (await real).context.close()));
    },
  };
}

interface RealWindow {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly windowId: number;
  /** What Chromium's own frame adds to the page; the shell's windows have none. */
  readonly frame: { readonly width: number; readonly height: number };
}

async function openRealWindow(window: FakeWindow, options: RealWindowsOptions): Promise<RealWindow> {
  const context = await chromium.launchPersistentContext('', {
    executablePath: CHROMIUM_PATH,
    // A window that is never shown has no place on the display.
    headless: window.options.focusable === false,
    viewport: null,
    env: { ...process.env, DISPLAY: options.display },
    args: [
      ...CHROMIUM_ARGUMENTS,
      // Without a bar about the arguments.
      '--test-type',
      // A window without tabs and address bar.
      '--app=about:blank',
      ...(window.options.webPreferences?.autoplayPolicy === 'no-user-gesture-required'
        ? ['--autoplay-policy=no-user-gesture-required']
        : []),
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${options.microphoneFile}%noloop`,
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.exposeBinding('sottoInvoke', ({ frame }, channel: string) => {
    const sender = { id: window.webContents.id };
    const senderFrame = { origin: new URL(frame.url()).origin, parent: frame.parentFrame() };
    return recorded.ipc.get(channel)?.({ sender, senderFrame });
  });
  await page.addInitScript(preloadScript(options.preload));
  const { webContents } = window;
  webContents.send = (...message) =>
    void page.evaluate((sent) => globalThis.sottoSend?.(...sent), message).catch(() => undefined);
  page.on('crash', () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' }));
  const cdp = await context.newCDPSession(page);
  const { windowId } = await cdp.send('Browser.getWindowForTarget');
  const real = { context, page, cdp, windowId, frame: await measureFrame(page) };
  await place(real, window.bounds);
  return real;
}

/** A window that is just being made tells sizes that do not fit together. */
async function measureFrame(page: Page): Promise<RealWindow['frame']> {
  const read = (): Promise<RealWindow['frame']> =>
    page.evaluate(() => ({
      width: window.outerWidth - window.innerWidth,
      height: window.outerHeight - window.innerHeight,
    }));
  let before = await read();
  for (;;) {
    await sleep(SETTLE_MS);
    const now = await read();
    if (now.width >= 0 && now.height >= 0 && now.width === before.width && now.height === before.height)
      return now;
    before = now;
  }
}

function place({ cdp, windowId, frame }: RealWindow, bounds: FakeWindow['bounds']): Promise<unknown> {
  const { x: left, y: top } = bounds;
  const [width, height] = [bounds.width + frame.width, bounds.height + frame.height];
  return cdp.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } });
}

/** Runs the preload with the two parts of Electron that a sandboxed preload gets. */
function preloadScript(preload: string): string {
  const electron = `{
    contextBridge: { exposeInMainWorld: (name, bridge) => Object.defineProperty(globalThis, name, { value: bridge }) },
    ipcRenderer: {
      invoke: (channel) => globalThis.sottoInvoke(channel),
      on: (channel, listener) => {
        globalThis.sottoSend = (sent, ...given) => sent === channel && listener({}, ...given);
      },
    },
  }`;
  return `(() => { const require = () => (${electron}); const exports = {}; ${readFileSync(preload, 'utf8')} })();`;
}

/** Does to the real window what is done to the fake one, in the same order. */
function follow(window: FakeWindow, opened: Promise<RealWindow>): void {
  let last: Promise<unknown> = opened;
  const then = (act: (real: RealWindow) => Promise<unknown>): Promise<void> => {
    const before = last;
    const done = (async () => {
      await before;
      await act(await opened);
    })();
    last = done.catch(() => undefined);
    return done;
  };
  window.reload = () => {
    window.calls.push('reload');
    void then(({ page }) => page.reload());
  };
  const setState = (windowState: 'normal' | 'minimized'): void =>
    void then(({ cdp, windowId }) =>
      cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState } }),
    );
  const { setBounds, destroy } = window;
  window.loadURL = (url) => {
    window.loaded.push(url);
    return then(async ({ page }) => {
      await page.goto(url);
      window.emit('ready-to-show');
    });
  };
  window.setBounds = (bounds) => {
    setBounds(bounds);
    void then((real) => place(real, window.bounds));
  };
  window.on('show', () => setState('normal'));
  window.on('hide', () => setState('minimized'));
  window.destroy = () => {
    destroy();
    void then(({ context }) => context.close());
  };
}
