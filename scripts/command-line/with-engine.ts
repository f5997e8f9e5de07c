import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { LogLevel } from '../../engine/base/logger.ts';
import { noteLine } from '../../engine/base/terminal.ts';
import { parseOllamaHost } from '../../engine/answer/servers/base/server-address.ts';
import { resolveConfig, type ConfigFlags, type EngineConfig } from '../../engine/settings/config.ts';
import type { Engine, EngineOptions } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { CommandIo } from './command.ts';

export const PROJECT_DIRECTORY = path.resolve(import.meta.dirname, '..', '..');
export const RENDERER_DIRECTORY = path.join(PROJECT_DIRECTORY, 'build', 'renderer');
export const ASSETS_DIRECTORY = path.join(PROJECT_DIRECTORY, 'assets');
export const MANIFEST_URL = pathToFileURL(path.join(ASSETS_DIRECTORY, 'models.json'));

const { version: APP_VERSION } = JSON.parse(
  readFileSync(path.join(PROJECT_DIRECTORY, 'package.json'), 'utf8'),
) as { version: string };

/** Options that every command with an engine takes; each beats its environment variable. */
const CONFIG_OPTIONS = {
  'data-dir': { type: 'string' },
  port: { type: 'string' },
  'ollama-url': { type: 'string' },
  model: { type: 'string' },
  'speech-model': { type: 'string' },
  log: { type: 'string' },
  'socket-limit': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/**
 * Reads a command's arguments: its own options beside those of every command with an engine.
 * @param usualLog where none is asked for: a command says itself what fails, an engine that serves has a log.
 */
export function readArguments(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
  usualLog: LogLevel = 'error',
) {
  const parsed = parseArgs({
    args: [...args],
    options: { ...options, ...CONFIG_OPTIONS },
    allowPositionals: true,
    strict: true,
  });
  const values: Record<string, unknown> = parsed.values;
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const flags: ConfigFlags = Object.fromEntries(
    Object.entries({
      dataDir: text('data-dir'),
      port: text('port'),
      ollamaUrl: text('ollama-url'),
      model: text('model'),
      speechModel: text('speech-model'),
      log: text('log') ?? (process.env['SOTTO_LOG'] || usualLog),
      socketLimit: text('socket-limit'),
    }).filter(([, value]) => value !== undefined),
  );
  return {
    positionals: parsed.positionals,
    text,
    isSet: (name: string) => values[name] === true,
    config: resolveConfig(process.env, flags, parseOllamaHost),
  };
}

/** For commands that use a model: what was passed over on the way to it. */
export function noteWarnings({ warnings = [] }: EngineConfig): void {
  for (const warning of warnings) noteLine(warning);
}

/** Runs `work` with an engine and shuts the engine down in order, whatever happens. */
export async function withEngine(
  config: EngineConfig,
  options: Pick<EngineOptions, 'warm' | 'staticDirectory' | 'secret' | 'confirm'>,
  { signal }: Pick<CommandIo, 'signal'>,
  work: (engine: Engine) => Promise<void>,
): Promise<void> {
  if (options.warm?.includes('model')) noteWarnings(config);
  // Loaded here: a command that only supervises the engine has no use for its code.
  const { startEngine } = await import('../../engine/index.ts');
  await using engine = await startEngine(
    { config, assetsDirectory: ASSETS_DIRECTORY, appVersion: APP_VERSION, ...options },
    signal,
  );
  await work(engine);
}

/** Hands over every event since the engine began, and all that follow. */
export function followEvents(engine: Engine, take: (event: EngineEvent) => void): void {
  for (const event of engine.hub.replaySince(0) ?? []) take(event);
  engine.hub.subscribe(take);
}
