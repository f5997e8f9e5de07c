import type * as Electron from 'electron';

export interface FakeKeychain {
  isAvailable: boolean;
  backend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;
  /** The key is the one that was used before. */
  canDecrypt: boolean;
}

type Methods = Pick<
  Electron.SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

/** Encrypts by the keychain that a test sets. */
export function makeSafeStorage(keychain: () => FakeKeychain): Methods {
  return {
    isEncryptionAvailable: () => keychain().isAvailable,
    getSelectedStorageBackend: () => keychain().backend,
    encryptString: (plainText) => turnOver(Buffer.from(plainText)),
    decryptString: (encrypted) => {
      if (!keychain().canDecrypt) throw new Error('Error while decrypting the ciphertext.');
      return turnOver(encrypted).toString();
    },
  };
}

/** Turns every bit over: what it makes is no longer readable, and another fake can read it again. */
function turnOver(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}
