import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noteLine, printJson, printLine } from '../engine/base/terminal.ts';
import { openFileSource } from '../engine/capture/file-source.ts';
import type { Engine } from '../engine/index.ts';
import type { EngineEvent } from '../engine/protocol/events.ts';
import type { SettingsPatch } from '../engine/protocol/settings.ts';
import { installCrashGuard } from '../engine/shell/crash-guard.ts';
import { realModel } from '../test/fakes/real-models.ts';
import { buildRenderer } from './build/build-app.ts';
import type { CommandIo } from './command-line/command.ts';
import { describeEvent } from './commands/describe-event.ts';
import {
  ASSETS_DIRECTORY,
  followEvents,
  readArguments,
  RENDERER_DIRECTORY,
  withEngine,
} from './command-line/with-engine.ts';
import { createStopSignal } from './stop-signal.ts';

/**
 * `npm run demo`: a made-up call, heard and answered on this machine. Where real models are present it is natural speech;
 * else, and with `--toy`, two tiny models hear and answer it that know only its phrases. Nothing of it touches the
 * user's own data. `--fast` plays it as fast as this machine can follow, `--json` prints the events.
 */

installCrashGuard(undefined, noteLine);
using stop = createStopSignal();
const stopped = new Promise<void>((resolve) => {
  stop.signal.addEventListener('abort', () => resolve(), { once: true });
});
const io: CommandIo = {
  print: process.argv.includes('--json') ? printJson : printLine,
  note: noteLine,
  signal: stop.signal,
  json: process.argv.includes('--json'),
};
const MEASURE_DEADLINE_MS = 60_000;
const NATURAL_CALL = path.join(ASSETS_DIRECTORY, 'demo', 'natural-call.wav');

const isFast = process.argv.includes('--fast');
const real = process.argv.includes('--toy') ? undefined : findRealModels();
const dataDir = mkdtempSync(path.join(tmpdir(), 'sotto-demo-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
await buildRenderer();
const { config } = readArguments(['--data-dir', dataDir, '--port', '0'], {});
const { overrides } = config;
const settings = real ? { ...overrides, ...realSettings(real) } : overrides;
await withEngine(
  { ...config, overrides: settings },
  { warm: real ? ['speech', 'model'] : [], staticDirectory: RENDERER_DIRECTORY },
  io,
  real ? playNaturalCall : playToyCall,
);

interface RealModels {
  readonly speech: string;
  readonly chat: string;
}

/** What the environment names, else what lies in the folder of real models. */
function findRealModels(): RealModels | undefined {
  const speech = process.env['SOTTO_SPEECH_MODEL'] ?? realModel('whisperSherpa').path;
  const chat = process.env['SOTTO_MODEL'] ?? realModel('qwenChat').path;
  return existsSync(speech) && existsSync(chat) ? { speech, chat } : undefined;
}

function realSettings({ speech, chat }: RealModels): SettingsPatch {
  const isFolder = statSync(speech).isDirectory();
  return {
    speech: { model: speech, recognizer: isFolder ? 'sherpa-onnx' : 'whisper.cpp', language: 'en' },
    model: { backend: 'embedded', embeddedModel: chat },
  };
}

async function playNaturalCall(engine: Engine): Promise<void> {
  io.note('The demo: a made-up call in natural speech, heard and answered by real models on this machine.');
  io.note(`Watch it in the HUD: ${engine.server?.hudUrl() ?? ''}`);
  followEvents(engine, show);
  await Promise.race([Promise.all([engine.speechReady(), engine.modelChosen()]), stopped]);
  // As in an app that runs: it measures itself before the first call.
  await Promise.race([engine.speechMeasured(), engine.clock.sleep(MEASURE_DEADLINE_MS), stopped]);
  if (stop.signal.aborted) return;
  const source = await openFileSource({ path: NATURAL_CALL, channel: 'them', isFast, clock: engine.clock });
  const session = engine.listenTo([source], { isDemo: true, isPaced: isFast });
  await Promise.race([session.done, stopped]);
  await Promise.race([engine.answered(), stopped]);
  io.note('The demo is over.');
}

async function playToyCall(engine: Engine): Promise<void> {
  io.note(
    'The demo: a made-up call, heard and answered on this machine by two tiny models that know nothing else.',
  );
  io.note(`Watch it in the HUD: ${engine.server?.hudUrl() ?? ''}`);
  const over = new Promise<void>((resolve) => {
    let hasBegun = false;
    let isOver = false;
    engine.hub.subscribe((event) => {
      // Then the parts go back to the settings of a data folder that is empty and about to go.
      if (isOver && event.type === 'component.changed') return;
      show(event);
      if (event.type !== 'capture.changed') return;
      if (event.isCapturing) hasBegun = true;
      else if (hasBegun) {
        isOver = true;
        resolve();
      }
    });
  });
  await engine.execute({ type: 'play-demo', isFast });
  await Promise.race([over, stopped]);
  if (!stop.signal.aborted) await engine.answered();
  io.note('The demo is over.');
}

function show(event: EngineEvent): void {
  const line = io.json ? JSON.stringify(event) : describeEvent(event);
  if (line !== undefined) io.print(line);
}
