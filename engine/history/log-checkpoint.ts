import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../base/logger.ts';

/** SQLite's own limit: a checkpoint of so much takes tens of milliseconds, most of them for the disk. */
const LOG_LIMIT_BYTES = 4_000_000;
/** Writes between two looks at the size. */
const LOOK_INTERVAL_COUNT = 100;

/** As text, so that it needs no file of its own in the packed app. */
const WORKER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(require('node:worker_threads').workerData, { timeout: 0 });
  database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  database.close();
`;

/** Copies the write-ahead log into the database from time to time, in a thread, so that no write waits for it. */
export interface LogCheckpoint {
  noteWrites(writeCount: number): void;
}

export function createLogCheckpoint(file: string, log: Logger): LogCheckpoint {
  let sinceLookCount = 0;
  let worker: Worker | undefined;
  const sizeBytes = (): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return {
    noteWrites(writeCount) {
      sinceLookCount += writeCount;
      if (worker || sinceLookCount < LOOK_INTERVAL_COUNT) return;
      sinceLookCount = 0;
      if (sizeBytes() < LOG_LIMIT_BYTES) return;
      worker = new Worker(WORKER, { eval: true, workerData: file });
      worker.on('error', (error) => log.info('history log not copied', { error }));
      worker.on('exit', () => (worker = undefined));
      worker.unref();
    },
  };
}
