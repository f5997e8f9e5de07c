import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { createModelSupervisor } from '../../../../engine/answer/servers/model-supervisor.ts';
import { ActivityCounter } from '../../../../engine/base/activity.ts';
import { EngineError } from '../../../../engine/base/engine-error.ts';
import type { SpawnChild } from '../../../../engine/base/fork-child.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import { loadManifest } from '../../../../engine/model-files/model-manifest.ts';
import { openModelStore } from '../../../../engine/model-files/model-store.ts';
import type { AccessToken } from '../../../../engine/protocol/access-tokens.ts';
import type { ComponentState } from '../../../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../../../engine/protocol/settings.ts';
import { eventually } from '../../../fakes/eventually.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { ScriptedEmbeddedProcess } from '../../../fakes/scripted-embedded-process.ts';
import { PROJECT_ROOT } from '../../../workshop/source-files.ts';

export const GGUF = path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-chat.gguf');

/** Loads at once and lives until a test ends it. */
class WillingProcess extends ScriptedEmbeddedProcess {
  override send(request: Parameters<ScriptedEmbeddedProcess['send']>[0]): void {
    super.send(request);
    if (request.type === 'load') queueMicrotask(() => this.load());
    if (request.type === 'ping') this.say({ type: 'pong', residentBytes: 1 });
    if (request.type === 'chat') queueMicrotask(() => this.#answer(request.id));
  }

  #answer(id: number): void {
    const usage = { promptTokenCount: 1, outputTokenCount: 1 };
    this.say({ type: 'text', id, text: 'Yes.' }, { type: 'ended', id, reason: 'stop', detail: '', usage });
  }
}

/** What it holds, once it has answered. */
export interface Keychain {
  readonly loaded: Promise<void>;
  accessToken?: AccessToken;
}

/**
 * A supervisor on a clock that stands still, with servers over real HTTP and a scripted process. It has chosen
 * already, unless the tokens are still to be loaded.
 */
export async function superviseModel(model: Partial<Settings['model']>, keychain?: Keychain) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sotto-supervisor-'));
  const clock = new ManualClock();
  const states: Omit<ComponentState, 'component'>[] = [];
  const listings: Extract<UnstampedEvent, { type: 'models.listed' }>[] = [];
  const measurements: Extract<UnstampedEvent, { type: 'model.measured' }>[] = [];
  const processes: WillingProcess[] = [];
  const rig = { isAnswering: false };
  const spawn = (() => {
    const process = new WillingProcess();
    processes.push(process);
    return process;
  }) as unknown as SpawnChild;
  const assetsDirectory = path.join(PROJECT_ROOT, 'assets');
  const manifest = await loadManifest(pathToFileURL(path.join(assetsDirectory, 'models.json')));
  const supervisor = createModelSupervisor({
    dataDir,
    assetsDirectory,
    clock,
    log: silentLogger,
    spawn,
    settings: () => ({ ...defaultSettings, model: { ...defaultSettings.model, ...model } }),
    publish: (event) => {
      if (event.type === 'models.listed') listings.push(event);
      if (event.type === 'model.measured') measurements.push(event);
    },
    publishState: ({ component, ...state }) => {
      if (component === 'model') states.push(state);
    },
    modelFiles: await openModelStore({ directory: dataDir, manifest, clock, log: silentLogger }),
    accessToken: () => keychain?.accessToken,
    tokensLoaded: keychain?.loaded ?? Promise.resolve(),
    isAnswering: () => rig.isAnswering,
    speechActivity: new ActivityCounter(),
  });
  const reported = (pattern: RegExp) => eventually(() => expect(states.at(-1)?.reason).toMatch(pattern));
  const chosen = supervisor.reload();
  if (!keychain) await chosen;
  return {
    supervisor,
    clock,
    states,
    listings,
    measurements,
    processes,
    reported,
    answering: (isAnswering: boolean) => {
      rig.isAnswering = isAnswering;
    },
    /** One question to the model in use. */
    ask: async () => {
      const chat = supervisor.current();
      if (chat instanceof EngineError) throw chat;
      const messages = [{ role: 'user', content: 'Hm?' }] as const;
      for await (const delta of chat.chat(
        { messages, purpose: 'foreground' },
        new AbortController().signal,
      )) {
        if (delta.type === 'done') return chat.name;
      }
      return undefined;
    },
    [Symbol.asyncDispose]: async () => {
      await supervisor[Symbol.asyncDispose]();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
