import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { LogLevel } from '../base/logger.ts';
import {
  readTokens,
  TOKEN_VARIABLES,
  tokenServiceSchema,
  tokenTextSchema,
  type TokenService,
} from '../protocol/access-tokens.ts';
import { userPath, withHome } from '../base/user-path.ts';
import { settingsPatchSchema, type SettingsPatch } from '../protocol/settings.ts';

/** What stands before the settings file: flags beat environment beats settings file beats defaults. */
export interface EngineConfig {
  readonly dataDir: string;
  /** 0 takes any free port; undefined the usual one, or the next free. */
  readonly port: number | undefined;
  readonly logLevel: LogLevel;
  /** Open WebSockets at most; undefined is enough for one person. */
  readonly socketLimitCount?: number | undefined;
  /** Laid over the stored settings for this run, never written to the file. */
  readonly overrides: SettingsPatch;
  /** Access tokens for this run, for the servers that the settings name at its start. */
  readonly accessTokens?: Readonly<Partial<Record<TokenService, string>>>;
  /** What was passed over, in the user's words: variables of other programs may be wrong without harm. */
  readonly warnings?: readonly string[];
}

const MAX_SOCKET_COUNT = 20_000;

/** Flags that several commands take; each beats its environment variable. */
export interface ConfigFlags {
  readonly dataDir?: string;
  readonly port?: string;
  readonly ollamaUrl?: string;
  readonly model?: string;
  readonly speechModel?: string;
  readonly log?: string;
  readonly socketLimit?: string;
}

/** The folder of settings, models and history; the platform's own place for such things. */
export function resolveDataDir(env: NodeJS.ProcessEnv): string {
  const chosen = env['SOTTO_DATA_DIR']?.trim();
  if (chosen) return userPath(chosen);
  const home = homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Sotto');
  if (process.platform === 'win32')
    return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Sotto');
  // A relative path there is invalid by its specification.
  const dataHome = withHome(env['XDG_DATA_HOME'] ?? '');
  return path.join(path.isAbsolute(dataHome) ? dataHome : path.join(home, '.local', 'share'), 'sotto');
}

/**
 * @param env loses the access tokens, so that no program started from here inherits them.
 * @param parseOllamaHost turns every form of OLLAMA_HOST into a base URL.
 * @throws EngineError 'bad-argument' that names the variable or flag.
 */
export function resolveConfig(
  env: NodeJS.ProcessEnv,
  flags: ConfigFlags,
  parseOllamaHost: (text: string) => string,
): EngineConfig {
  const warnings: string[] = [];
  const ollamaUrl = readOllamaUrl(env, flags, parseOllamaHost, (warning) => warnings.push(warning));
  const model = flags.model ?? env['SOTTO_MODEL'];
  const speechModel = flags.speechModel ?? env['SOTTO_SPEECH_MODEL'];
  const overrides = settingsPatchSchema.safeParse({
    ...((ollamaUrl || model) && {
      model: { ...(ollamaUrl && { ollamaUrl }), ...(model && { name: model }) },
    }),
    ...(speechModel && {
      // The recognizer follows from what the model is.
      speech: { model: withHome(speechModel), recognizer: 'auto' },
    }),
  });
  if (!overrides.success) {
    throw new EngineError(
      'bad-argument',
      `A value from the environment or a flag is wrong: ${z.prettifyError(overrides.error)}`,
      'Correct SOTTO_OLLAMA_URL, OLLAMA_HOST, SOTTO_MODEL or SOTTO_SPEECH_MODEL.',
    );
  }
  return {
    dataDir: flags.dataDir ? userPath(flags.dataDir) : resolveDataDir(env),
    port: parsePort(flags.port ?? env['SOTTO_PORT']),
    logLevel: parseLogLevel(flags.log ?? env['SOTTO_LOG']),
    overrides: overrides.data,
    socketLimitCount: parseSocketLimit(flags.socketLimit ?? env['SOTTO_SOCKET_LIMIT']),
    accessTokens: parseTokens(takeTokens(env)),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** OLLAMA_HOST belongs to Ollama: what is wrong with it must not end commands that need no model. */
function readOllamaUrl(
  env: NodeJS.ProcessEnv,
  flags: ConfigFlags,
  parseOllamaHost: (text: string) => string,
  warn: (warning: string) => void,
): string | undefined {
  const own = flags.ollamaUrl ?? env['SOTTO_OLLAMA_URL'];
  if (own) return parseOllamaHost(own);
  const foreign = own === undefined ? env['OLLAMA_HOST'] : undefined;
  if (!foreign) return undefined;
  try {
    return parseOllamaHost(foreign);
  } catch (error) {
    const { message, remedy } = asEngineError(error);
    warn(`OLLAMA_HOST is passed over. ${message} ${remedy}`);
    return undefined;
  }
}

/** Takes them out of `env`, so that no process that is started with it inherits them. */
function takeTokens(env: NodeJS.ProcessEnv): ReturnType<typeof readTokens> {
  const tokens = readTokens(env);
  for (const name of Object.values(TOKEN_VARIABLES)) delete env[name];
  return tokens;
}

function parseTokens(given: ReturnType<typeof readTokens>): NonNullable<EngineConfig['accessTokens']> {
  const parsed = z.partialRecord(tokenServiceSchema, tokenTextSchema).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EngineError(
    'bad-argument',
    'SOTTO_MODEL_TOKEN or SOTTO_SPEECH_TOKEN is not a valid access token.',
    'Set it to what the server gave you, on one line.',
  );
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new EngineError(
    'bad-argument',
    `"${text}" is not a port.`,
    'Set SOTTO_PORT to 0 or a number up to 65535.',
  );
}

function parseSocketLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const limitCount = Number(text);
  if (Number.isInteger(limitCount) && limitCount >= 1 && limitCount <= MAX_SOCKET_COUNT) return limitCount;
  throw new EngineError(
    'bad-argument',
    `"${text}" is not a number of sockets.`,
    `Set SOTTO_SOCKET_LIMIT to a number from 1 to ${MAX_SOCKET_COUNT}.`,
  );
}

function parseLogLevel(text: string | undefined): LogLevel {
  if (text === undefined || text === '') return 'warn';
  if (text === 'debug' || text === 'info' || text === 'warn' || text === 'error') return text;
  throw new EngineError(
    'bad-argument',
    `"${text}" is not a log level.`,
    'Set SOTTO_LOG to debug, info, warn or error.',
  );
}
