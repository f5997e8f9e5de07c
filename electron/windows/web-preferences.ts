import type { WebPreferences } from 'electron';

/** Where a window's page and its preload come from. */
export interface WindowPage {
  /** Of the engine. */
  readonly origin: string;
  /** Path of the bundled preload. */
  readonly preload: string;
}

/** The same for every window: a page can do what a web page can, and call the bridge. */
export function hardenedWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // Listening continues while the window is hidden.
    backgroundThrottling: false,
  };
}
