import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { safeStorage } from 'electron';
import { writeFileAtomicSync } from '../../engine/base/atomic-file.ts';
import { readStateBytesSync } from '../../engine/base/regular-file.ts';
import {
  accessTokenSchema,
  type AccessToken,
  type HeldToken,
  type TokenService,
} from '../../engine/protocol/access-tokens.ts';

/**
 * Access tokens in files that only a key of the system's keychain opens; where there is no keychain, in memory
 * and on no disk. They outlive the engine, which may crash, either way.
 */
export interface KeptTokens {
  load(service: TokenService): HeldToken;
  /** Keeps this token instead of the one before; without one it forgets that. */
  keep(service: TokenService, accessToken: AccessToken | undefined): HeldToken;
}

/** @param directory that of the app's own data; each token has a file there. */
export function openKeptTokens(directory: string): KeptTokens {
  const held = new Map<TokenService, HeldToken>();
  const fileOf = (service: TokenService): string => path.join(directory, `${service}-access-token`);
  const hold = (service: TokenService, token: HeldToken): HeldToken => {
    held.set(service, token);
    return token;
  };
  return {
    load: (service) => held.get(service) ?? hold(service, read(fileOf(service))),
    keep: (service, accessToken) => {
      const file = fileOf(service);
      return hold(service, accessToken ? write(file, accessToken) : forget(file));
    },
  };
}

function read(file: string): HeldToken {
  let encrypted: Buffer;
  try {
    encrypted = readStateBytesSync(file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return nothing(isMissing ? '' : 'The token that was kept cannot be read. Enter it again.');
  }
  if (!hasKeychain()) {
    return nothing(
      'The keychain is locked or gone. Unlock it and start Sotto again, or enter the token again.',
    );
  }
  try {
    const accessToken = accessTokenSchema.parse(JSON.parse(safeStorage.decryptString(encrypted)));
    return { accessToken, keptIn: 'keychain', detail: '' };
  } catch {
    setAside(file);
    return nothing('The token that was kept cannot be decrypted. Enter it again.');
  }
}

function write(file: string, accessToken: AccessToken): HeldToken {
  const inMemory = (detail: string): HeldToken => ({ accessToken, keptIn: 'memory', detail });
  try {
    // The one before is void, whatever becomes of this one.
    deleteAll(file);
    if (!hasKeychain()) return inMemory('This system offers no keychain.');
    writeFileAtomicSync(file, safeStorage.encryptString(JSON.stringify(accessToken)));
    return { accessToken, keptIn: 'keychain', detail: '' };
  } catch {
    return inMemory(`The folder ${path.dirname(file)} cannot be written.`);
  }
}

function forget(file: string): HeldToken {
  try {
    deleteAll(file);
    return nothing('');
  } catch {
    return nothing(`The file ${file} cannot be deleted; it comes back at the next start.`);
  }
}

/** On Linux, Electron stands in for a missing keychain with a key that everybody knows. */
function hasKeychain(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

function nothing(detail: string): HeldToken {
  return { keptIn: 'nowhere', detail };
}

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.unreadable`);
  } catch {
    // It is passed over again at the next start.
  }
}

/** Also what was set aside, and what a write that was cut off left. */
function deleteAll(file: string): void {
  const folder = path.dirname(file);
  const name = path.basename(file);
  for (const other of existsSync(folder) ? readdirSync(folder) : []) {
    if (other === name || other.startsWith(`${name}.`)) rmSync(path.join(folder, other), { force: true });
  }
}
