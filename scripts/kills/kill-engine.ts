import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { HISTORY_FILE_NAME, openHistory } from '../../engine/history/history-store.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { eventsOf, findLosses, type Losses } from './find-losses.ts';
import { startFakeOllama } from '../../test/fakes/ollama-server.ts';
import { toyAnswers } from '../../test/fakes/toy-chat.ts';
import { startTranscriptionServer } from '../../test/fakes/transcription-server.ts';

const ENGINE_IN_A_CALL = path.join(import.meta.dirname, 'call-forever.ts');
/** 400 ms of mono s16 at 16 kHz. */
const PCM_BYTES_PER_WORD = 12_800;
const WORDS = `so when we began with this project last year the first thing that we did was to look at how the
  people in the warehouse really work and what slows them down every day because nobody had ever written that down
  before and it turned out that half of their time went into waiting for a printer that stood at the other end of
  the hall which is something that no software will ever mend so we moved the printer and then we had a much better
  idea of what the new system should do for them and where it should keep out of their way`.split(/\s+/);
/** From the first words on the engine lives up to this much longer. */
const LONGEST_LIFE_MS = 8_000;
/** Several engines that start at once on a busy machine take minutes. */
const FIRST_WORDS_DEADLINE_MS = 300_000;
/** For processes that the engine started to notice that it is gone. */
const ORPHAN_DEADLINE_MS = 30_000;

/** What one kill of the whole engine mid-call did. */
export interface KillOutcome extends Losses {
  readonly isDatabaseWhole: boolean;
  /** Processes of the engine that outlive it. */
  readonly orphanCount: number;
}

export interface CallServers extends AsyncDisposable {
  readonly ollamaUrl: string;
  readonly speechUrl: string;
}

/** A model server, and a speech server that understands ever more words of somebody who talks on. */
export async function startCallServers(): Promise<CallServers> {
  await using undo = new AsyncDisposableStack();
  const ollama = undo.use(await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers }));
  const speech = undo.use(
    await startTranscriptionServer((pcm) => {
      const wordCount = Math.floor(pcm.byteLength / PCM_BYTES_PER_WORD);
      return Promise.resolve(WORDS.slice(0, wordCount).join(' '));
    }),
  );
  const owned = undo.move();
  return {
    ollamaUrl: ollama.url,
    speechUrl: speech.origin,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Engines under way; none outlives this process. */
const groups = new Set<number>();
process.on('exit', () => {
  for (const group of groups) killGroup(group);
});

/** Starts the engine on a data folder, kills it at a random moment of its call, and looks at what it left. */
export async function killEngineInCall(
  dataDir: string,
  { ollamaUrl, speechUrl }: CallServers,
  recognizer: 'process' | 'server',
): Promise<KillOutcome> {
  // Its own process group, so that what outlives it can be found.
  const child = spawn(
    process.execPath,
    [ENGINE_IN_A_CALL, dataDir, ollamaUrl, ...(recognizer === 'server' ? [speechUrl] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  );
  let output = '';
  const hasWords = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (/"transcript\.(?:extended|completed)"/.test(output)) hasWords.resolve();
  });
  child.once('exit', () => hasWords.reject(new Error('The engine ended by itself.')));
  const overdue = setTimeout(
    () => hasWords.reject(new Error(`The engine heard no words, but printed: ${output.slice(-2_000)}`)),
    FIRST_WORDS_DEADLINE_MS,
  );
  const closed = once(child, 'close');
  const group = child.pid ?? 0;
  groups.add(group);
  try {
    await hasWords.promise;
    await systemClock.sleep(Math.random() * LONGEST_LIFE_MS);
    child.kill('SIGKILL');
    await closed;
    return { ...examine(dataDir, eventsOf(output)), orphanCount: await countOrphans(group) };
  } finally {
    clearTimeout(overdue);
    killGroup(group);
    groups.delete(group);
  }
}

function examine(dataDir: string, received: readonly EngineEvent[]): Omit<KillOutcome, 'orphanCount'> {
  const file = path.join(dataDir, HISTORY_FILE_NAME);
  const isDatabaseWhole = isWhole(file);
  using history = openHistory({ path: file, clock: systemClock, log: silentLogger });
  const calls = history.list(1_000).map(({ callId }) => history.read(callId));
  return {
    isDatabaseWhole: isDatabaseWhole && history.state.status === 'ready',
    ...findLosses(received, calls),
  };
}

function isWhole(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    return Object.values(database.prepare('PRAGMA quick_check').get() ?? {})[0] === 'ok';
  } finally {
    database.close();
  }
}

async function countOrphans(group: number): Promise<number> {
  const deadlineMs = performance.now() + ORPHAN_DEADLINE_MS;
  while (isGroupAlive(group)) {
    if (performance.now() > deadlineMs) return 1;
    await systemClock.sleep(50);
  }
  return 0;
}

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // All have ended.
  }
}
