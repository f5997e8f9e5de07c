import { readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { printJson } from '../../engine/base/terminal.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { startEngine } from '../../engine/index.ts';

/**
 * Run as a process: the whole engine in a call that never ends, spoken in real time. Says each event, a line of
 * JSON, until it is killed.
 *
 *   node call-forever.ts DATA_DIR OLLAMA_URL [SPEECH_SERVER_URL]
 */

const [, , dataDir = '', ollamaUrl = '', speechUrl] = process.argv;
const PROJECT_ROOT = path.resolve(import.meta.dirname, '..', '..');
const SAMPLES = path.join(PROJECT_ROOT, 'test', 'fixtures', 'samples');
/** Now and then somebody makes a pause that ends a turn; the turns before it last for many seconds. */
const PHRASES_PER_TURN_COUNT = 6;
const PAUSE_SAMPLES = 24_000;
const QUIET_LEVEL = 400;

const engine = await startEngine(
  {
    config: {
      dataDir,
      port: 0,
      logLevel: 'warn',
      overrides: {
        model: { backend: 'ollama', ollamaUrl },
        speech:
          speechUrl === undefined
            ? { model: path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-speech.bin'), language: 'en' }
            : { recognizer: 'openai', serverUrl: speechUrl, language: 'en' },
        privacy: { retention: 'keep' },
      },
    },
    assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
    staticDirectory: import.meta.dirname,
    appVersion: 'test',
    warm: ['speech', 'model'],
    log: silentLogger,
  },
  AbortSignal.timeout(60_000),
);
engine.hub.subscribe((event) => printJson(JSON.stringify(event)));
await Promise.all([engine.speechReady(), engine.modelChosen()]);
const phrases = readdirSync(SAMPLES).filter((name) => name.includes('--') && name.endsWith('.wav'));
const source = openSamplesSource({
  channel: 'them',
  device: 'call',
  isFast: false,
  clock: systemClock,
  samples: speak(),
});
await engine.listenTo([source], { isDemo: false, isPaced: false }).done;

async function* speak(): AsyncGenerator<Int16Array> {
  for (let index = 0; ; index += 1) {
    const name = phrases[Math.floor(Math.random() * phrases.length)] ?? '';
    yield withoutEdges((await readSound(path.join(SAMPLES, name))).samples);
    if (index % PHRASES_PER_TURN_COUNT === 0) yield new Int16Array(PAUSE_SAMPLES);
  }
}

/** One phrase runs into the next, as when somebody talks on and on. */
function withoutEdges(samples: Int16Array): Int16Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > QUIET_LEVEL;
  return samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}
