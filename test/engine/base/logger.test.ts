import { expect, test } from 'vitest';
import { createLogger, type LogLevel } from '../../../engine/base/logger.ts';

function linesAt(
  level: LogLevel,
  use: (log: ReturnType<typeof createLogger>) => void,
): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  use(createLogger(level, (line) => lines.push(line)));
  return lines.map((line) => {
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-/);
    return rest;
  });
}

test('lines below the level are not written', () => {
  const lines = linesAt('warn', (log) => {
    log.debug('a');
    log.info('b');
    log.warn('c', { countCount: 1 });
  });
  expect(lines).toEqual([{ level: 'warn', message: 'c', countCount: 1 }]);
});

test('at the level of errors nothing is written', () => {
  expect(linesAt('error', (log) => log.warn('a'))).toEqual([]);
});

test('what was spoken and secrets never reach a line above debug', () => {
  const canary = 'canary-words';
  const lines = linesAt('info', (log) =>
    log.info('turn', {
      text: canary,
      bullets: [canary],
      bearerToken: canary,
      address: `http://user:${canary}@host/`,
      error: new Error(canary),
    }),
  );
  expect(JSON.stringify(lines)).not.toContain(canary);
});

test('counts of tokens are reported, whatever else is named after tokens is not', () => {
  const [line] = linesAt('debug', (log) =>
    log.debug('prompt', {
      budgetTokenCount: 3_696,
      tokenCount: 'canary',
      tokenPin: 1_234,
      accessToken: 'canary',
    }),
  );
  expect(line).toEqual({
    level: 'debug',
    message: 'prompt',
    budgetTokenCount: 3_696,
    tokenCount: '[secret]',
    tokenPin: '[secret]',
    accessToken: '[secret]',
  });
});

test('secrets are hidden at debug too, words are not', () => {
  const [line] = linesAt('debug', (log) => log.debug('turn', { text: 'words', token: 'secret-value' }));
  expect(line).toEqual({ level: 'debug', message: 'turn', text: 'words', token: '[secret]' });
});
