import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { writeFileAtomicSync } from '../engine/base/atomic-file.ts';

/**
 * Has the system start the installed app when the user logs in, or no longer.
 * @returns false where the system will not, because the user forbids it elsewhere or nothing could be written.
 */
export function setStartAtLogin(isWanted: boolean, platform: NodeJS.Platform = process.platform): boolean {
  // From the sources it would be Electron itself that is started.
  if (!app.isPackaged) return true;
  if (platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isWanted });
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings();
    return !isWanted || (platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin);
  }
  const file = path.join(app.getPath('appData'), 'autostart', 'sotto.desktop');
  try {
    if (isWanted) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileAtomicSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath));
    } else {
      rmSync(file, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}

/** The characters that an Exec line reserves are escaped, and its backslashes once more, as in any such text. */
function autostartEntry(program: string): string {
  const escaped = program.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  const quoted = `"${escaped.replaceAll('\\', '\\\\')}"`;
  return ['[Desktop Entry]', 'Type=Application', 'Name=Sotto', `Exec=${quoted}`, ''].join('\n');
}
