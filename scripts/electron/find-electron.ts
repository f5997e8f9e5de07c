import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Of the package; its program is downloaded separately. */
export const ELECTRON_DIRECTORY = path.resolve(import.meta.dirname, '..', '..', 'node_modules', 'electron');

/**
 * Path of the Electron program, in the version of its package. Looked for by its files: importing the package
 * would download it.
 */
export function findElectron(packageDirectory = ELECTRON_DIRECTORY): string | undefined {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const directory = override ?? path.join(packageDirectory, 'dist');
  const name = readText(path.join(packageDirectory, 'path.txt')) ?? 'electron';
  const program = path.join(directory, name);
  if (!existsSync(program)) return undefined;
  const isCurrent = override !== undefined || isOfVersion(directory, electronVersion(packageDirectory));
  return isCurrent ? program : undefined;
}

export function electronVersion(packageDirectory: string): string {
  const manifest = readFileSync(path.join(packageDirectory, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Why the desktop app could not show a window in this session, if so. */
export function findDisplayObstacle(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return undefined;
  return 'this session has no display';
}

/** Why downloading the program would be in vain, if so. */
export function findFetchObstacle(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  userId: number | undefined = process.getuid?.(),
): string | undefined {
  if (platform === 'linux' && userId === 0) return 'Electron does not run as root';
  // The user's own program, which is not there.
  return env['ELECTRON_OVERRIDE_DIST_PATH'] ? 'the Electron program is not installed' : undefined;
}

/** An update of the package leaves the program of the version before in place. */
function isOfVersion(directory: string, version: string): boolean {
  return readText(path.join(directory, 'version'))?.replace(/^v/, '') === version;
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
