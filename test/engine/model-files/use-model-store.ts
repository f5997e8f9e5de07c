import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { DownloadProgress } from '../../../engine/model-files/download-progress.ts';
import type { ModelManifest } from '../../../engine/model-files/model-manifest.ts';
import {
  openModelStore,
  type ModelStore,
  type ModelStoreOptions,
} from '../../../engine/model-files/model-store.ts';
import { sha256, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts';

export const SPEECH = Buffer.concat([Buffer.from('lmgg'), Buffer.alloc(200_000, 3)]);
export const CHAT = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5_000, 4)]);
export const PART = Buffer.from('a part of a streaming model');
export const NEVER = new AbortController().signal;

/** A store in an empty folder for each test, with a server that has the models of its manifest. */
export interface UsedModelStore {
  readonly root: string;
  readonly server: DownloadServer;
  readonly store: ModelStore;
  /** A path in the store's folder. */
  models(...parts: string[]): string;
  manifest(): ModelManifest;
  /** Another store on the same folder. */
  open(options?: Partial<ModelStoreOptions>): Promise<ModelStore>;
}

export function useModelStore(): UsedModelStore {
  let root: string;
  let server: DownloadServer;
  let store: ModelStore;
  const used: UsedModelStore = {
    get root() {
      return root;
    },
    get server() {
      return server;
    },
    get store() {
      return store;
    },
    models: (...parts) => path.join(root, 'models', ...parts),
    manifest: () => manifestOf(server),
    open: (options = {}) =>
      openModelStore({
        directory: path.join(root, 'models'),
        manifest: manifestOf(server),
        log: silentLogger,
        clock: systemClock,
        machine: { memoryBytes: 8e9, coreCount: 4 },
        preferredSpeech: () => 'speech',
        fetchOptions: { freeBytes: () => Promise.resolve(10e9) },
        ...options,
      }),
  };
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'sotto-models-'));
    server = await startDownloadServer(SPEECH);
    store = await used.open();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(root, { recursive: true });
  });
  return used;
}

export function drain(progress: AsyncGenerator<DownloadProgress>): Promise<DownloadProgress[]> {
  return Array.fromAsync(progress);
}

function manifestOf(server: DownloadServer): ModelManifest {
  const common = { description: '', languages: ['*'], licence: 'MIT', coreCount: 1, source: 'a test' };
  const file = (name: string, content: Buffer) => ({
    name,
    url: server.url(name),
    bytes: content.byteLength,
    sha256: sha256(content),
  });
  return {
    version: 1,
    models: [
      { ...common, kind: 'speech', name: 'small', memoryBytes: 1e6, files: [file('ggml-small.bin', SPEECH)] },
      { ...common, kind: 'speech', name: 'big', memoryBytes: 1e12, files: [file('ggml-big.bin', PART)] },
      { ...common, kind: 'chat', name: 'chatter', memoryBytes: 1e6, files: [file('chatter.gguf', CHAT)] },
      {
        ...common,
        kind: 'sherpa-onnx',
        name: 'flow',
        memoryBytes: 1e6,
        files: ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'].map((name) => file(name, PART)),
      },
    ],
  };
}
