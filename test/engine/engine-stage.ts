import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger } from '../../engine/base/logger.ts';
import { createEngineCore, type EngineOptions } from '../../engine/parts/engine-core.ts';
import { openParts } from '../../engine/parts/open-parts.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** The real parts of an engine over an empty data folder, on a clock that a test moves; no model is loaded. */
export async function openEngineStage(settings: SettingsPatch = {}, own: Partial<EngineOptions> = {}) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-stage-'));
  const clock = new ManualClock();
  const options: EngineOptions = {
    config: { dataDir, port: 0, logLevel: 'warn', overrides: settings },
    assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
    appVersion: 'test',
    warm: [],
    clock,
    log: silentLogger,
    ...own,
  };
  const undo = new AsyncDisposableStack();
  undo.defer(() => rm(dataDir, { recursive: true }));
  const core = createEngineCore(options, undo);
  const parts = await openParts(core, options, () => Promise.resolve());
  const events: EngineEvent[] = [];
  core.hub.subscribe((event) => events.push(event));
  return {
    dataDir,
    clock,
    options,
    core,
    parts,
    events,
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}
