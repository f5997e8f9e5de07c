import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE_DIRECTORY = path.resolve(import.meta.dirname, '..', 'node_modules', 'electron');

/** Path of the Electron program. Looked for by its files: importing the package would try to download it. */
export function findElectron(): string | undefined {
  const directory = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(PACKAGE_DIRECTORY, 'dist');
  const pathFile = path.join(PACKAGE_DIRECTORY, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const program = path.join(directory, name);
  return existsSync(program) ? program : undefined;
}

/** Why a window could not be shown, if so. */
export function findDisplayObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return undefined;
  return 'this session has no display';
}
