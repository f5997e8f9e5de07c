import { openAnswerCache } from '../../engine/answer/answer-cache.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { median, percentile } from '../../engine/base/percentiles.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';

const ENTRY_COUNT = 10_000;
const LOOKUP_COUNT = 5_000;
/** Of several rounds the least disturbed one counts: other programs' turns on the processor are not ours. */
const ROUND_COUNT = 7;
const SPACE = { modelId: 'bench', templateHash: 't', contextHash: 'c', language: 'en' };
const FRESH_MS = 86_400_000;

const VERBS = [
  'deploy',
  'monitor',
  'scale',
  'test',
  'migrate',
  'secure',
  'document',
  'version',
  'profile',
  'debug',
];
const THINGS = [
  'service',
  'database',
  'queue',
  'cluster',
  'pipeline',
  'schema',
  'index',
  'cache',
  'gateway',
  'worker',
];
const PLACES = [
  'Kubernetes',
  'Postgres',
  'Kafka',
  'Redis',
  'Terraform',
  'React',
  'Python',
  'Java',
  'Go',
  'Rust',
];

/** How long the cache takes to find an answer, or that there is none, with 10,000 answers in it. */
export const bench: Bench = {
  name: 'cache-lookup',
  about: '10,000 answers: known wordings, wordings never heard before, and misses',
  async run(signal) {
    const cache = await openAnswerCache({
      path: undefined,
      limits: { maxEntryCount: ENTRY_COUNT, maxBytes: 64 * 1024 * 1024 },
      clock: systemClock,
      log: silentLogger,
    });
    const answer = { bullets: ['one', 'two', 'three'], model: 'bench' };
    const plain = new Map<string, string>();
    for (let index = 0; index < ENTRY_COUNT; index++) {
      const text = questionAt(index);
      cache.put(SPACE, { text }, answer);
      plain.set(text, 'answer');
    }
    const recent = (index: number): string => questionAt(ENTRY_COUNT - 1 - (index % 1_000));
    let heardCount = 0;
    const lookup = (text: string): void => void cache.lookup(SPACE, { text }, FRESH_MS);
    measure(recent, lookup);
    signal.throwIfAborted();
    const peer = {
      name: 'a plain Map',
      p50: median(measure(recent, (text) => void plain.get(text))),
    };
    const unheard = (index: number): string =>
      `so um ${questionAt(index).toLowerCase()} ${(heardCount += 1)}`;
    const other = (): string => `Why did release ${(heardCount += 1)} of the parser fail?`;
    return [
      atMost({ p99: 10 }, benchRow('cache lookup, wording known', 'µs', measure(recent, lookup), peer)),
      atMost(
        { p99: 150 },
        benchRow('cache lookup, wording never heard', 'µs', measure(unheard, lookup), peer),
      ),
      atMost({ p99: 150 }, benchRow('cache lookup, another question', 'µs', measure(other, lookup), peer)),
    ];
  },
};

/** @returns times in µs of the round with the lowest p99. */
function measure(textAt: (index: number) => string, look: (text: string) => void): readonly number[] {
  const rounds = Array.from({ length: ROUND_COUNT }, () => {
    const texts = Array.from({ length: LOOKUP_COUNT }, (_, index) => textAt(index));
    return texts.map((text) => {
      const startedAtMs = performance.now();
      look(text);
      return (performance.now() - startedAtMs) * 1_000;
    });
  });
  return rounds.toSorted((a, b) => percentile(a, 0.99) - percentile(b, 0.99))[0] ?? [];
}

function questionAt(index: number): string {
  const verb = VERBS[index % 10];
  const thing = THINGS[Math.floor(index / 10) % 10];
  const place = PLACES[Math.floor(index / 100) % 10];
  return `How would you ${verb} the ${thing} of team ${Math.floor(index / 1_000)} on ${place}?`;
}
