import { silentLogger } from '../../../engine/base/logger.ts';
import { claimServing } from '../../../engine/server/instance.ts';

/** Run as a process: claims a data folder, says whether it got it, and holds on until it is killed. */
try {
  await claimServing(process.argv[2] ?? '', silentLogger);
  process.stdout.write('claimed\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`);
}
