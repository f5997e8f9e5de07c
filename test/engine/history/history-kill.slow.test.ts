import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory } from '../../../engine/history/history-store.ts';

const KILL_COUNT = 5;

/** A turn a quarter of a second is a lively call; without a pause hundreds come in that time. */
const PACES = [
  {
    pace: 'a call',
    title: 'every row that was reported',
    pauseMs: 250,
    killWithinMs: 1_000,
    lostLimitCount: 0,
  },
  { pace: 'full speed', title: 'all but the newest rows', pauseMs: 0, killWithinMs: 30, lostLimitCount: 32 },
];

test.each(PACES)(
  'killed at any moment at the pace of $pace, the history is whole and holds $title',
  async ({ pauseMs, killWithinMs, lostLimitCount }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sotto-history-kill-'));
    const file = path.join(folder, 'history.db');
    for (let kill = 1; kill <= KILL_COUNT; kill += 1) {
      const child = spawn(
        process.execPath,
        [path.join(import.meta.dirname, 'append-forever.ts'), file, String(pauseMs)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
      await once(child.stdout, 'data');
      await sleep(Math.random() * killWithinMs);
      child.kill('SIGKILL');
      await once(child, 'close');
      const reported = output.split('\n').slice(0, -1);
      using history = openHistory({ path: file, clock: systemClock, log: silentLogger });
      expect(history.state).toEqual({ status: 'ready', message: '', remedy: '' });
      const [call] = history.list();
      const { transcripts, answers } = history.read(call?.callId ?? 0);
      const kept = new Set(answers.map((answer) => answer.turnId));
      const lost = reported.filter((turnId) => !kept.has(turnId));
      expect(lost.length).toBeLessThanOrEqual(lostLimitCount);
      expect(lost).toEqual(reported.slice(reported.length - lost.length));
      // One more turn at most was under way when the end came.
      expect(transcripts.length - reported.length).toBeLessThanOrEqual(1 + 10);
      expect(history.list()).toHaveLength(kill);
    }
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
    await rm(folder, { recursive: true });
  },
);
