/** `error` is only a threshold: no line is more severe than `warn`, so nothing is logged. */
export type LogLevel = LineLevel | 'error';
type LineLevel = 'debug' | 'info' | 'warn';

/** Fields of a log line: numbers, flags and short names; never speech, prompts, answers or tokens above debug. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A static message plus fields, one JSON line each. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const SECRET_KEY = /token|secret|password|authorization|bearer|apikey/i;
const SPOKEN_KEY = /^(text|volatile|bullets?|question|prompt|messages?|answer|content|transcript)$/i;
const MAX_FIELD_CHARACTERS = 500;

/** @param write takes one line without its line break. */
export function createLogger(level: LogLevel, write: (line: string) => void): Logger {
  const threshold = LEVELS.indexOf(level);
  const at =
    (lineLevel: LineLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(lineLevel) < threshold) return;
      write(
        JSON.stringify({
          time: new Date().toISOString(),
          level: lineLevel,
          message,
          ...redact(fields, lineLevel),
        }),
      );
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn') };
}

export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

function redact(fields: LogFields, level: LineLevel): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (SECRET_KEY.test(key) && !isCount(key, value)) return [key, '[secret]'];
      if (level !== 'debug' && SPOKEN_KEY.test(key)) return [key, '[spoken]'];
      return [key, printable(value)];
    }),
  );
}

/** A prompt's token count is no secret; a bare number might be one. */
function isCount(key: string, value: unknown): boolean {
  return key.endsWith('Count') && typeof value === 'number';
}

function printable(value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, code: 'code' in value ? value.code : undefined };
  if (typeof value === 'string') return withoutCredentials(value).slice(0, MAX_FIELD_CHARACTERS);
  return value;
}

function withoutCredentials(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]+@/g, '//[secret]@');
}
