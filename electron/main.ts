import path from 'node:path';
import { app } from 'electron';
import { runShell } from './shell.ts';

/** Entry of the desktop app: one instance, then the shell. */

app.enableSandbox();
// Lets macOS 14.2 and later hand out the sound of the system without the right to record the screen.
if (process.platform === 'darwin') {
  app.commandLine.appendSwitch('enable-features', 'MacCatapSystemAudioLoopbackCapture');
}

// On Wayland the desktop's portal hands out global keys, where it has one.
if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');

if (app.requestSingleInstanceLock()) {
  const build = path.resolve(import.meta.dirname, '..');
  await app.whenReady();
  runShell({
    shellDirectory: import.meta.dirname,
    engineDirectory: path.join(build, 'engine'),
    rendererDirectory: path.join(build, 'renderer'),
    assetsDirectory: app.isPackaged
      ? path.join(process.resourcesPath, 'assets')
      : path.join(build, '..', 'assets'),
  });
} else {
  // The first instance is notified and shows itself.
  app.exit(0);
}
