import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { noteLine, printJson } from '../engine/base/terminal.ts';
import { killEngineInCall, startCallServers, type KillOutcome } from './kills/kill-engine.ts';
import { judgeKills } from './kills/judge-kills.ts';

/**
 * Kills the whole engine mid-call, again and again on the same data, and prints as JSON what that cost. Exit
 * code 1 when a row was lost, the database was hurt, a process was left over, the engine failed for no known reason, or
 * more than two seconds of words went.
 *
 *   npm run test:kills -- --count 1000 [--at-once 4]
 *
 * Most of a kill is waiting for somebody to speak: several engines, each with its own data, share the machine.
 */

const PROGRESS_COUNT = 10;

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, 'at-once': { type: 'string', default: '1' } },
});
const killCount = positive(values.count);
const laneCount = positive(values['at-once']);

const dataRoot = mkdtempSync(path.join(tmpdir(), 'sotto-kills-'));
process.on('exit', () => rmSync(dataRoot, { recursive: true, force: true }));
// A run that is ended early reports what it found so far.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(report()));
await using servers = await startCallServers();
const outcomes: KillOutcome[] = [];
let startedCount = 0;
try {
  await Promise.all(Array.from({ length: Math.min(laneCount, killCount) }, killAgainAndAgain));
} finally {
  process.exitCode = report();
}

/** @returns the exit code. */
function report(): number {
  const { broken, ...figures } = judgeKills(outcomes, killCount);
  printJson(JSON.stringify({ ...figures, broken }));
  return broken.length > 0 ? 1 : 0;
}

/** One engine after another on one data folder. */
async function killAgainAndAgain(): Promise<void> {
  const dataDir = mkdtempSync(path.join(dataRoot, 'lane-'));
  while (startedCount < killCount) {
    startedCount += 1;
    outcomes.push(await killEngineInCall(dataDir, servers, startedCount % 2 === 0 ? 'server' : 'process'));
    if (outcomes.length % PROGRESS_COUNT === 0) noteLine(`${outcomes.length} of ${killCount} kills`);
  }
}

function positive(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`"${text}" is not a number of kills.`);
  return count;
}
