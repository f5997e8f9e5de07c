import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

/** Has the system start the installed app when the user logs in, or no longer. */
export function setStartAtLogin(isWanted: boolean, platform: NodeJS.Platform = process.platform): void {
  // From the sources it would be Electron itself that is started.
  if (!app.isPackaged) return;
  if (platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isWanted });
    return;
  }
  const file = path.join(app.getPath('appData'), 'autostart', 'sotto.desktop');
  try {
    if (isWanted) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, autostartEntry(process.env['APPIMAGE'] ?? process.execPath));
    } else {
      rmSync(file, { force: true });
    }
  } catch {
    // A home that takes no file starts nothing at login.
  }
}

/** The characters that an Exec line reserves are escaped, and its backslashes once more, as in any such text. */
function autostartEntry(program: string): string {
  const escaped = program.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  const quoted = `"${escaped.replaceAll('\\', '\\\\')}"`;
  return ['[Desktop Entry]', 'Type=Application', 'Name=Sotto', `Exec=${quoted}`, ''].join('\n');
}
