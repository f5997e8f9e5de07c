import path from 'node:path';
import { app } from 'electron';
import { ignoreStderrErrors, noteLine } from '../engine/base/terminal.ts';
import { ownProgram, verbInArguments, type SecondStart } from './command-line.ts';
import { isToStartAfresh } from './dialogs.ts';
import { messagesIn } from './messages.ts';
import { runShell } from './shell.ts';
import { canLetClicksThrough } from './windows/click-through.ts';

/** Entry of the desktop app: one instance, then the shell. */

app.enableSandbox();
ignoreStderrErrors();
// The id of the installer’s shortcut, without which Windows shows none of our notifications.
if (process.platform === 'win32') app.setAppUserModelId('app.sotto.desktop');
// Lets macOS 14.2 and later hand out the sound of the system without the right to record the screen.
if (process.platform === 'darwin') {
  app.commandLine.appendSwitch('enable-features', 'MacCatapSystemAudioLoopbackCapture');
}

// On Wayland the desktop's portal hands out global keys, where it has one.
if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');

const verb = verbInArguments(process.argv);
const self: SecondStart = { program: ownProgram() };
if (verb === 'click-through' && !canLetClicksThrough()) {
  noteLine('Under Wayland no window lets clicks through to what lies below it. Hide Sotto instead.');
  app.exit(1);
} else if (!app.requestSingleInstanceLock(self)) {
  // The first instance is notified and does it.
  app.exit(0);
} else if (verb !== undefined && verb !== 'show') {
  noteLine('Sotto is not running. Start it first.');
  app.exit(1);
} else {
  // Not awaited here: Electron becomes ready only once this module has been evaluated.
  void app.whenReady().then(start).catch(giveUp);
}

function start(): void {
  // Also from the sources, where the program is Electron's own. Until the app is ready, macOS need not heed it.
  if (process.platform === 'darwin') app.setActivationPolicy('accessory');
  const build = path.resolve(import.meta.dirname, '..');
  runShell({
    shellDirectory: import.meta.dirname,
    engineDirectory: path.join(build, 'engine'),
    rendererDirectory: path.join(build, 'renderer'),
    assetsDirectory: app.isPackaged
      ? path.join(process.resourcesPath, 'assets')
      : path.join(build, '..', 'assets'),
  });
}

async function giveUp(error: unknown): Promise<void> {
  const cause = error instanceof Error ? error.message : String(error);
  if (await isToStartAfresh(messagesIn('auto'), 'main', cause)) app.relaunch({ execPath: ownProgram() });
  app.exit(1);
}
