import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openAnswerCache, type AnswerCache, type CacheLimits } from '../../../engine/answer/answer-cache.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SPACE = { modelId: 'ollama:a', templateHash: 't', contextHash: 'c', language: 'en' };
const LIMITS: CacheLimits = { maxEntryCount: 1_000, maxBytes: 1_000_000 };
const DAY_MS = 86_400_000;
const ANSWER = { bullets: ['one', 'two'], model: 'a' };

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function fileInNewFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-cache-'));
  folders.push(folder);
  return path.join(folder, 'answers.json');
}

function open(options: Partial<Parameters<typeof openAnswerCache>[0]> = {}): Promise<AnswerCache> {
  return openAnswerCache({
    path: undefined,
    limits: LIMITS,
    clock: new ManualClock(),
    log: silentLogger,
    ...options,
  });
}

test('each rung of the ladder finds what it should', async () => {
  const cache = await open();
  cache.put(SPACE, { text: 'What is an index in a database?' }, ANSWER);
  cache.put(SPACE, { text: 'How do you optimise sharding for a table?' }, ANSWER);
  expect(cache.lookup(SPACE, { text: "so um what's an index in a data base" }, DAY_MS)?.rung).toBe('exact');
  expect(cache.lookup(SPACE, { text: 'Can you explain database indexes?' }, DAY_MS)?.rung).toBe('sorted');
  expect(
    cache.lookup(SPACE, { text: 'How would you usually optimize sharding for tables?' }, DAY_MS),
  ).toEqual({
    ...ANSWER,
    isStale: false,
    rung: 'exact',
  });
  expect(cache.lookup(SPACE, { text: 'What is a table in a database?' }, DAY_MS)).toBeUndefined();
});

test.each(['modelId', 'templateHash', 'contextHash', 'language'] as const)(
  'an answer is not shared when the %s differs',
  async (field) => {
    const cache = await open();
    cache.put(SPACE, { text: 'What is TCP?' }, ANSWER);
    const other = { ...SPACE, [field]: 'other' };
    expect(cache.lookup(other, { text: 'What is TCP?' }, DAY_MS)).toBeUndefined();
    expect(cache.keyOf(other, { text: 'What is TCP?' })).not.toBe(
      cache.keyOf(SPACE, { text: 'What is TCP?' }),
    );
  },
);

test('a question that leans on what was said is kept with its antecedent or not at all', async () => {
  const cache = await open();
  cache.put(SPACE, { text: 'And why is that?' }, ANSWER);
  expect(cache.entryCount).toBe(0);
  cache.put(SPACE, { text: 'And why is that?', antecedent: 'What is TCP?' }, ANSWER);
  expect(cache.lookup(SPACE, { text: 'And why is that?', antecedent: "what's t c p" }, DAY_MS)).toBeDefined();
  expect(
    cache.lookup(SPACE, { text: 'And why is that?', antecedent: 'What is UDP?' }, DAY_MS),
  ).toBeUndefined();
  expect(cache.lookup(SPACE, { text: 'And why is that?' }, DAY_MS)).toBeUndefined();
});

test('an antecedent that leans itself, or an answer that lies in the call, is no reason to keep anything', async () => {
  const cache = await open();
  cache.put(SPACE, { text: 'What is his name?', antecedent: 'And the second one?' }, ANSWER);
  cache.put(SPACE, { text: 'What did you just say?', antecedent: 'What is TCP?' }, ANSWER);
  expect(cache.entryCount).toBe(0);
});

test('an answer grows stale, then is gone', async () => {
  const clock = new ManualClock();
  const cache = await open({ clock });
  cache.put(SPACE, { text: 'What is TCP?' }, ANSWER);
  await clock.advance(DAY_MS + 1);
  expect(cache.lookup(SPACE, { text: 'What is TCP?' }, DAY_MS)?.isStale).toBe(true);
  expect(cache.has(SPACE, { text: 'What is TCP?' }, DAY_MS)).toBe(false);
  await clock.advance(DAY_MS);
  expect(cache.lookup(SPACE, { text: 'What is TCP?' }, DAY_MS)).toBeUndefined();
});

test('entries and bytes are bounded, the least recently used goes first, and its lenient keys with it', async () => {
  const cache = await open({ limits: { maxEntryCount: 3, maxBytes: 1_000_000 } });
  for (const term of ['alpha', 'beta', 'gamma'])
    cache.put(SPACE, { text: `What is ${term} in physics?` }, ANSWER);
  cache.lookup(SPACE, { text: 'What is alpha in physics?' }, DAY_MS);
  cache.put(SPACE, { text: 'What is delta in physics?' }, ANSWER);
  expect(cache.lookup(SPACE, { text: 'Explain physics beta.' }, DAY_MS)).toBeUndefined();
  expect(cache.lookup(SPACE, { text: 'Explain physics alpha.' }, DAY_MS)?.rung).toBe('sorted');
  const small = await open({ limits: { maxEntryCount: 1_000, maxBytes: 4_000 } });
  for (let index = 0; index < 100; index++) small.put(SPACE, { text: `What is topic ${index}?` }, ANSWER);
  expect(small.entryCount).toBeGreaterThan(0);
  expect(small.entryCount).toBeLessThan(10);
});

test('answers outlive the process, in a file that only the user may read', async () => {
  const file = await fileInNewFolder();
  const first = await open({ path: file });
  first.put(SPACE, { text: 'What is TCP?' }, ANSWER);
  first.put(SPACE, { text: 'What is an index in a database?' }, ANSWER);
  await first.flush();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const second = await open({ path: file });
  expect(second.lookup(SPACE, { text: "what's t c p" }, DAY_MS)?.bullets).toEqual(ANSWER.bullets);
  expect(second.lookup(SPACE, { text: 'Explain database indexes.' }, DAY_MS)?.rung).toBe('sorted');
  await second.clear();
  expect(await readdir(path.dirname(file))).toEqual([]);
});

test('a change is written by itself after a moment, and nothing is written in a session that leaves no trace', async () => {
  const file = await fileInNewFolder();
  const clock = new ManualClock();
  const cache = await open({ path: file, clock });
  cache.put(SPACE, { text: 'What is TCP?' }, ANSWER);
  await clock.advance(2_000);
  await cache.flush();
  expect(JSON.parse(await readFile(file, 'utf8')).entries.length).toBe(1);
  const traceless = await open();
  traceless.put(SPACE, { text: 'What is TCP?' }, ANSWER);
  await traceless.flush();
  expect(traceless.lookup(SPACE, { text: 'What is TCP?' }, DAY_MS)).toBeDefined();
});

test('what was answered with words of a call is kept for that call, and never on the disk', async () => {
  const file = await fileInNewFolder();
  const cache = await open({ path: file });
  const lookup = (text: string) => cache.lookup(SPACE, { text }, DAY_MS)?.bullets;
  const { callIndex } = cache;
  cache.put(SPACE, { text: 'What is DNS?' }, ANSWER);
  for (const text of ['What is TCP?', 'What is UDP?']) {
    cache.put(SPACE, { text }, { bullets: ['of the call'], model: 'a', callIndex });
  }
  expect([lookup('What is TCP?'), lookup('What is DNS?')]).toEqual([['of the call'], ANSWER.bullets]);
  cache.put(SPACE, { text: 'What is UDP?' }, ANSWER);
  await cache.flush();
  const stored = await open({ path: file });
  expect(stored.entryCount).toBe(2);
  expect(await readFile(file, 'utf8')).not.toContain('of the call');

  cache.startCall();
  // One that was still being written when the next call began.
  cache.put(SPACE, { text: 'What is HTTP?' }, { ...ANSWER, callIndex });
  expect(lookup('What is TCP?')).toBeUndefined();
  expect(lookup('What is HTTP?')).toBeUndefined();
  expect([lookup('What is DNS?'), lookup('What is UDP?')]).toEqual([ANSWER.bullets, ANSWER.bullets]);
});

test.each([
  ['half a file', '{"version":1,"entries":[{"spa'],
  ['another version', '{"version":99,"entries":[]}'],
  ['wrong types', '{"version":1,"entries":[{"space":1}]}'],
  ['nothing', ''],
])('%s is set aside and the cache begins empty', async (_, content) => {
  const file = await fileInNewFolder();
  await writeFile(file, content);
  const cache = await open({ path: file });
  expect(cache.entryCount).toBe(0);
  expect(await readFile(`${file}.unreadable`, 'utf8')).toBe(content);
  cache.put(SPACE, { text: 'What is TCP?' }, ANSWER);
  await cache.flush();
  expect((await open({ path: file })).entryCount).toBe(1);
});

test('the questions asked most often are known', async () => {
  const cache = await open();
  for (const [text, count] of [
    ['What is TCP?', 3],
    ['What is UDP?', 5],
    ['What is DNS?', 1],
  ] as const) {
    cache.put(SPACE, { text }, ANSWER);
    for (let ask = 1; ask < count; ask++) cache.lookup(SPACE, { text }, DAY_MS);
  }
  expect(cache.frequentQuestions(2)).toEqual(['What is UDP?', 'What is TCP?']);
});
