import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../base/logger.ts';

/** Large, since a thread takes 35 ms of computing, and a log that starts over holds up the writer for the disk. */
const LOG_LIMIT_BYTES = 16_000_000;
/** Writes between two looks at the size. */
const LOOK_INTERVAL_COUNT = 100;

/**
 * Continues until nothing was written meanwhile: only a log that is copied as a whole starts over. As text, so that
 * it needs no file of its own in the packed app.
 */
const WORKER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(require('node:worker_threads').workerData, { timeout: 0 });
  let copied = -1;
  for (let passesLeft = 6; passesLeft > 0; passesLeft -= 1) {
    const { checkpointed } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
    if (checkpointed === copied) break;
    copied = checkpointed;
  }
  database.close();
`;

/** Copies the write-ahead log into the database from time to time, in a thread, so that no write waits for it. */
export interface LogCheckpoint {
  noteWrites(writeCount: number): void;
}

export function createLogCheckpoint(file: string, log: Logger): LogCheckpoint {
  let sinceLookCount = 0;
  let worker: Worker | undefined;
  let copiedBytes = 0;
  const sizeBytes = (): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return {
    noteWrites(writeCount) {
      sinceLookCount += writeCount;
      if (worker || sinceLookCount < LOOK_INTERVAL_COUNT) return;
      sinceLookCount = 0;
      const logBytes = sizeBytes();
      // Then it has started over.
      if (logBytes < copiedBytes) copiedBytes = 0;
      if (logBytes - copiedBytes < LOG_LIMIT_BYTES) return;
      copiedBytes = logBytes;
      worker = new Worker(WORKER, { eval: true, workerData: file });
      worker.on('error', (error) => log.info('history log not copied', { error }));
      worker.on('exit', () => (worker = undefined));
      worker.unref();
    },
  };
}
