import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { Messages } from '../renderer/messages/messages.ts';

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
export async function offerUpdate(
  { t }: Messages,
  loadUpdater: () => Promise<Updater> = loadElectronUpdater,
): Promise<void> {
  const isAgreed = async (message: string, button: string): Promise<boolean> => {
    const buttons = [t('desktop.cancel'), button];
    const options = { type: 'question', message, buttons, defaultId: 1, cancelId: 0 } as const;
    return (await dialog.showMessageBox(options)).response === 1;
  };
  try {
    if (!(await isAgreed(t('desktop.update-look'), t('desktop.update-look-button')))) return;
    const updater = await loadUpdater();
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    const check = await updater.checkForUpdates();
    if (!check?.isUpdateAvailable) {
      await dialog.showMessageBox({
        type: 'info',
        message: t('desktop.update-none', { version: app.getVersion() }),
      });
      return;
    }
    const found = t('desktop.update-found', { version: check.updateInfo.version });
    if (!(await isAgreed(found, t('desktop.update-found-button')))) return;
    await updater.downloadUpdate();
    if (await isAgreed(t('desktop.update-ready'), t('desktop.update-ready-button'))) updater.quitAndInstall();
  } catch (error) {
    const cause = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    dialog.showErrorBox(t('desktop.update-failed'), cause);
  }
}

/** Loaded only once the user has asked for it. */
async function loadElectronUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
