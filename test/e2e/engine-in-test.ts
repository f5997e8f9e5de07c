import path from 'node:path';
import { startEngine, type Engine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { silentLogger, type Logger } from '../../engine/base/logger.ts';
import type { OutsideQuestion } from '../../engine/protocol/outside-question.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { DEMO_SPEECH_MODEL, makeDataFolder } from './run-cli.ts';

/** A real engine with its own empty data folder, and what it has published so far. */
export interface EngineInTest extends AsyncDisposable {
  readonly engine: Engine;
  readonly events: readonly EngineEvent[];
  readonly dataDir: string;
}

/** @param options.staticDirectory serves pages too; no socket is opened without it. */
export async function startEngineInTest(options: {
  readonly ollamaUrl: string;
  readonly staticDirectory?: string;
  readonly settings?: SettingsPatch;
  /** Sotto's own when absent. */
  readonly assetsDirectory?: string;
  readonly confirm?: (question: OutsideQuestion) => Promise<boolean>;
  readonly log?: Logger;
  /** Puts into the data folder what earlier runs left there. */
  readonly prepare?: (dataDir: string) => Promise<void>;
}): Promise<EngineInTest> {
  const data = makeDataFolder();
  await options.prepare?.(data.path);
  const engine = await startEngine(
    {
      config: {
        dataDir: data.path,
        port: 0,
        logLevel: 'warn',
        overrides: {
          guide: { step: 'done' },
          ...options.settings,
          model: { ollamaUrl: options.ollamaUrl, ...options.settings?.model },
          speech: { model: DEMO_SPEECH_MODEL, language: 'en', ...options.settings?.speech },
        },
      },
      assetsDirectory: options.assetsDirectory ?? path.join(PROJECT_ROOT, 'assets'),
      confirm: options.confirm,
      appVersion: 'test',
      warm: ['speech', 'model'],
      log: options.log ?? silentLogger,
      ...(options.staticDirectory !== undefined && { staticDirectory: options.staticDirectory }),
    },
    AbortSignal.timeout(60_000),
  );
  const events: EngineEvent[] = [...(engine.hub.replaySince(0) ?? [])];
  engine.hub.subscribe((event) => events.push(event));
  await Promise.all([engine.speechReady(), engine.modelChosen()]);
  return {
    engine,
    events,
    dataDir: data.path,
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      data[Symbol.dispose]();
    },
  };
}
