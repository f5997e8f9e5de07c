import { silentLogger } from '../../../engine/base/logger.ts';
import { openSettingsStore } from '../../../engine/settings/settings-store.ts';

/** Run as a process: changes two fields together, says which pair holds, and continues until it is killed. */
const store = await openSettingsStore({ directory: process.argv[2] ?? '', log: silentLogger });
for (let cacheDays = store.current.answer.cacheDays; ; cacheDays = (cacheDays % 365) + 1) {
  await store.change({ answer: { cacheDays }, model: { name: `model-${cacheDays}` } });
  process.stdout.write(`${cacheDays}\n`);
}
