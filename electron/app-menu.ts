import { Menu } from 'electron';

/**
 * Replaces Electron's default menu, which would offer developer tools, reloading, links past our own gate and
 * minimizing a window that no task bar brings back. Only macOS takes the keys for copy and paste from a menu.
 */
export function setAppMenu(platform: NodeJS.Platform = process.platform): void {
  const roles = ['appMenu', 'fileMenu', 'editMenu', 'windowMenu'] as const;
  Menu.setApplicationMenu(
    platform === 'darwin' ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null,
  );
}
