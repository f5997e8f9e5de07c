import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import { TEXTS } from './texts.ts';

/** What is used of electron-updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<unknown>;
  /** Quits the app in order and starts the newer one. */
  quitAndInstall(): void;
}

/** Only a package that was built for a release knows where newer ones are. */
export function canUpdate(): boolean {
  return app.isPackaged && existsSync(path.join(process.resourcesPath, 'app-update.yml'));
}

/** Asks before each step: looking for a version, downloading it, restarting. Nothing of it happens by itself. */
export async function offerUpdate(loadUpdater: () => Promise<Updater> = loadElectronUpdater): Promise<void> {
  const { look, found, ready, none, failed } = TEXTS.update;
  try {
    if (!(await isAgreed(look))) return;
    const updater = await loadUpdater();
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    const check = await updater.checkForUpdates();
    if (!check?.isUpdateAvailable) {
      await dialog.showMessageBox({ type: 'info', message: none(app.getVersion()) });
      return;
    }
    if (!(await isAgreed(found(check.updateInfo.version)))) return;
    await updater.downloadUpdate();
    if (await isAgreed(ready)) updater.quitAndInstall();
  } catch (error) {
    dialog.showErrorBox(
      failed,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    );
  }
}

async function isAgreed({ message, button }: { message: string; button: string }): Promise<boolean> {
  const buttons = [TEXTS.cancel, button];
  const options = { type: 'question', message, buttons, defaultId: 1, cancelId: 0 } as const;
  return (await dialog.showMessageBox(options)).response === 1;
}

/** Loaded only once the user has asked for it. */
async function loadElectronUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
