import { Menu } from 'electron';
import type { Messages } from '../renderer/messages/messages.ts';

/**
 * Replaces Electron's default menu, which would offer developer tools, reloading, links past our own gate and
 * minimizing a window that no task bar brings back. Only macOS takes the keys for copy and paste from a menu.
 * @param quit what the user asks for with its last entry or with ⌘Q. Electron's own would ask as a system does that
 * logs off.
 */
export function setAppMenu(
  { t }: Messages,
  quit: () => void,
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  const separator = { type: 'separator' } as const;
  const menu = Menu.buildFromTemplate([
    {
      label: 'Sotto',
      submenu: [
        { role: 'about' },
        separator,
        { role: 'services' },
        separator,
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        separator,
        { label: t('call.quit'), accelerator: 'Command+Q', click: quit },
      ],
    },
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]);
  Menu.setApplicationMenu(menu);
}
