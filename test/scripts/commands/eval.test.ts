import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/eval.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../fixtures/samples/samples.json');

test('eval speech refuses what is not a language before it hears anything', async () => {
  const io = {
    print: () => undefined,
    note: () => undefined,
    signal: new AbortController().signal,
    json: false,
  };
  const run = command.run(['speech', SAMPLES, '--language', 'xx'], io);
  await expect(run).rejects.toThrow(
    new UsageError('--language is "auto" or the code of a language such as "en", not "xx".'),
  );
});
