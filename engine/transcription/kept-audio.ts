import { inBackground, logFailure } from '../base/background.ts';
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../base/logger.ts';
import { makeProcessFolder, sweepProcessFolders } from '../base/process-folder.ts';

/** Audio of utterances whose text is still owed. The oldest is lost when there is no room for more. */
export interface KeptAudio extends AsyncDisposable {
  /** @param onLost there was no room for it any more. */
  keep(samples: Int16Array, onLost: () => void): KeptUtterance;
  /** Nothing of it is wanted any more; settles when no file is left. */
  discardAll(): Promise<void>;
}

export interface KeptUtterance {
  /** @throws when the disk does not give it back. */
  read(): Promise<Int16Array>;
  /** It is not needed any more; a file is deleted. */
  discard(): void;
}

export interface KeptAudioOptions {
  /** Holds a folder for each process; those of killed ones are deleted. */
  readonly directory: string;
  /** False: memory only, as nothing that was said may be written. */
  readonly mayWrite: () => boolean;
  readonly memoryLimitBytes?: number;
  readonly fileLimitBytes?: number;
  readonly log: Logger;
}

/** Eight minutes of speech in memory, two more hours on the disk. */
const MEMORY_LIMIT_BYTES = 16_000_000;
const FILE_LIMIT_BYTES = 256_000_000;
const FOLDER_PREFIX = 'audio-';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Deletes what killed processes left behind; the folder of this one is made with the first file. */
export async function openKeptAudio(options: KeptAudioOptions): Promise<KeptAudio> {
  await sweepProcessFolders(options.directory, FOLDER_PREFIX);
  return new AudioStore(options);
}

interface Entry {
  readonly sizeBytes: number;
  readonly onLost: () => void;
  /** Undefined once it is in the file. */
  samples: Int16Array | undefined;
  filePath: string | undefined;
  written: Promise<void>;
}

class AudioStore implements KeptAudio {
  readonly #options: Required<KeptAudioOptions>;
  /** Oldest first. */
  readonly #entries = new Set<Entry>();
  /** It never leaves this process: after a crash nobody can read the files. */
  readonly #key = randomBytes(KEY_BYTES);
  #folder: Promise<string> | undefined;
  /** All that were made: one that could no longer be written to holds files as well. */
  readonly #madeFolders: string[] = [];
  #memoryBytes = 0;
  #fileBytes = 0;

  constructor(options: KeptAudioOptions) {
    this.#options = { memoryLimitBytes: MEMORY_LIMIT_BYTES, fileLimitBytes: FILE_LIMIT_BYTES, ...options };
  }

  keep(samples: Int16Array, onLost: () => void): KeptUtterance {
    const entry: Entry = {
      sizeBytes: samples.byteLength,
      onLost,
      // A copy: `samples` may be a view of much more.
      samples: samples.slice(),
      filePath: undefined,
      written: Promise.resolve(),
    };
    this.#entries.add(entry);
    this.#memoryBytes += entry.sizeBytes;
    if (this.#memoryBytes > this.#options.memoryLimitBytes) this.#relieveMemory(entry);
    return { read: () => this.#read(entry), discard: () => this.#remove(entry) };
  }

  async discardAll(): Promise<void> {
    const discarded = [...this.#entries];
    for (const entry of discarded) this.#remove(entry);
    await Promise.all(discarded.map((entry) => this.#deleteFile(entry)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const writing = [...this.#entries].map(({ written }) => written);
    this.#entries.clear();
    await Promise.all(writing);
    // One may still be in the making for audio that was discarded since.
    await this.#folder?.catch(() => undefined);
    for (const folder of this.#madeFolders) await rm(folder, { recursive: true, force: true });
  }

  /** The newest is written to disk, because the oldest is needed first. */
  #relieveMemory(newest: Entry): void {
    const { mayWrite, fileLimitBytes, memoryLimitBytes } = this.#options;
    if (!mayWrite()) {
      this.#loseOldestUntil(() => this.#memoryBytes <= memoryLimitBytes);
      return;
    }
    newest.filePath = randomUUID();
    this.#fileBytes += newest.sizeBytes;
    this.#memoryBytes -= newest.sizeBytes;
    this.#loseOldestUntil(() => this.#fileBytes <= fileLimitBytes);
    newest.written = this.#write(newest);
  }

  #loseOldestUntil(hasRoom: () => boolean): void {
    for (const entry of this.#entries) {
      if (hasRoom()) return;
      this.#remove(entry);
      entry.onLost();
    }
  }

  async #write(entry: Entry): Promise<void> {
    const { samples, filePath: name } = entry;
    if (!samples || name === undefined) return;
    let folder: string | undefined;
    try {
      this.#folder ??= this.#makeFolder();
      folder = await this.#folder;
      entry.filePath = path.join(folder, name);
      await writeFile(entry.filePath, this.#encrypt(samples), { mode: 0o600, flag: 'wx' });
      entry.samples = undefined;
      // It may have been discarded meanwhile.
      if (!this.#entries.has(entry)) await rm(entry.filePath, { force: true });
    } catch (error) {
      this.#options.log.warn('kept audio cannot be written; it stays in memory', { error });
      this.#folder = undefined;
      // A full disk leaves half a file.
      if (folder !== undefined) await rm(path.join(folder, name), { force: true }).catch(() => undefined);
      this.#returnToMemory(entry);
    }
  }

  async #makeFolder(): Promise<string> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const folder = await makeProcessFolder(directory, FOLDER_PREFIX);
    this.#madeFolders.push(folder);
    return folder;
  }

  #returnToMemory(entry: Entry): void {
    entry.filePath = undefined;
    if (!this.#entries.has(entry)) return;
    this.#fileBytes -= entry.sizeBytes;
    this.#memoryBytes += entry.sizeBytes;
    this.#loseOldestUntil(() => this.#memoryBytes <= this.#options.memoryLimitBytes);
  }

  async #read(entry: Entry): Promise<Int16Array> {
    await entry.written;
    if (entry.samples) return entry.samples;
    if (entry.filePath === undefined) throw new Error('this audio is gone');
    return this.#decrypt(await readFile(entry.filePath));
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    if (entry.filePath === undefined) this.#memoryBytes -= entry.sizeBytes;
    else this.#fileBytes -= entry.sizeBytes;
    inBackground(() => this.#deleteFile(entry), logFailure(this.#options.log, 'delete kept audio'));
  }

  async #deleteFile(entry: Entry): Promise<void> {
    await entry.written;
    if (entry.filePath !== undefined) await rm(entry.filePath, { force: true }).catch(() => undefined);
  }

  #encrypt(samples: Int16Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
  }

  #decrypt(file: Buffer): Int16Array {
    const decipher = createDecipheriv(CIPHER, this.#key, file.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(file.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const bytes = Buffer.concat([decipher.update(file.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    // Typed arrays need an aligned start.
    return new Int16Array(Uint8Array.from(bytes).buffer);
  }
}
