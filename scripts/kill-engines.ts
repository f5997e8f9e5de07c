import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { noteLine, printJson } from '../engine/base/terminal.ts';
import { killEngineInCall, startCallServers, type KillOutcome } from './kills/kill-engine.ts';
import { percentile } from './bench/bench.ts';

/**
 * Kills the whole engine in mid-call, again and again on the same data, and prints as JSON what that cost. Exit
 * code 1 when a row was lost, the database was hurt, a process was left over or more than two seconds of words went.
 *
 *   npm run test:kills -- --count 1000
 */

const LOST_LIMIT_MS = 2_000;
const PROGRESS_COUNT = 10;

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' } } });
const killCount = Number(values.count);
if (!Number.isInteger(killCount) || killCount < 1)
  throw new Error(`"${values.count}" is no number of kills.`);

const dataDir = mkdtempSync(path.join(tmpdir(), 'sotto-kills-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
await using servers = await startCallServers();
const outcomes: KillOutcome[] = [];
while (outcomes.length < killCount) {
  outcomes.push(await killEngineInCall(dataDir, servers, outcomes.length % 2 === 0 ? 'server' : 'process'));
  if (outcomes.length % PROGRESS_COUNT === 0) noteLine(`${outcomes.length} of ${killCount} kills`);
}
const total = (figure: (outcome: KillOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + figure(outcome), 0);
const lostMs = outcomes.map((outcome) => outcome.lostMs);
const summary = {
  killCount,
  toldRowCount: total(({ toldRowCount }) => toldRowCount),
  lostRowCount: total(({ lostRowCount }) => lostRowCount),
  brokenDatabaseCount: total(({ isDatabaseWhole }) => (isDatabaseWhole ? 0 : 1)),
  orphanCount: total(({ orphanCount }) => orphanCount),
  lostWordsMs: { p50: percentile(lostMs, 0.5), p95: percentile(lostMs, 0.95), max: Math.max(...lostMs) },
};
printJson(JSON.stringify(summary));
const isHeld =
  summary.lostRowCount + summary.brokenDatabaseCount + summary.orphanCount === 0 &&
  summary.lostWordsMs.max <= LOST_LIMIT_MS;
process.exitCode = isHeld ? 0 : 1;
