import type { ModelServerRow } from '../../../../engine/answer/servers/base/model-server-row.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import { defaultSettings, type Settings } from '../../../../engine/protocol/settings.ts';

/** @returns what a kind of model server chooses with these settings of the model, without built-in models. */
export async function chooseOf(row: ModelServerRow, model: Partial<Settings['model']>) {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
  const deps = { clock: systemClock, log: silentLogger, embeddedModels: () => [] };
  const {
    server,
    model: chosen,
    reason,
    standsInFor,
  } = await row.choose(settings, deps, new AbortController().signal);
  await server[Symbol.asyncDispose]();
  return { id: chosen.id, reason, standsInFor };
}
