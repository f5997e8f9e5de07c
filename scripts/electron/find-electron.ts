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
  const name = readText(programPathFile(packageDirectory));
  if (name === undefined && override === undefined) return undefined;
  const program = path.join(directory, name ?? 'electron');
  if (!existsSync(program)) return undefined;
  const isCurrent = override !== undefined || isOfVersion(directory, electronVersion(packageDirectory));
  return isCurrent ? program : undefined;
}

/** Names the program in its folder; written once that is complete. */
export function programPathFile(packageDirectory: string): string {
  return path.join(packageDirectory, 'path.txt');
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

/** Settings of Linux that keep Chromium's sandbox from programs, with the values that do. */
const SANDBOX_LIMITS: Readonly<Record<string, string>> = {
  'kernel/apparmor_restrict_unprivileged_userns': '1',
  'kernel/unprivileged_userns_clone': '0',
  'user/max_user_namespaces': '0',
};

/**
 * Why a program that ended like this could not start, as far as its end shows.
 * @param settings folder of the kernel's settings.
 */
export function explainEnd(
  program: string,
  { code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  settings = '/proc/sys',
  userId: number | undefined = process.getuid?.(),
): string {
  const end = signal ?? `exit code ${code}`;
  if (code === 1 && userId === 0) return `${end}: it does not run as root`;
  const isSandboxFault = signal === 'SIGTRAP' || signal === 'SIGABRT';
  const isLimited = Object.entries(SANDBOX_LIMITS).some(
    ([name, value]) => readText(path.join(settings, name)) === value,
  );
  if (!isSandboxFault || !isLimited) return end;
  const helper = path.join(path.dirname(program), 'chrome-sandbox');
  return `${end}: this system keeps the sandbox from it; \`sudo sh -c 'chown root "${helper}" && chmod 4755 "${helper}"'\` allows it`;
}

/** An update of the package leaves the program of the version before in place. */
function isOfVersion(directory: string, version: string): boolean {
  return readText(path.join(directory, 'version'))?.replace(/^v/, '') === version;
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
