import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';

/** What a file of labelled data should be, for the sentence that says what is wrong with it. */
interface ExpectedData {
  /** As in "…/call.json is not a reference of a call". */
  readonly what: string;
  readonly remedy: string;
  /** Where a fault lies, for readers; left out: the path of the field. */
  readonly placeOf?: (path: readonly PropertyKey[]) => string;
}

/** @throws EngineError 'bad-argument' when the file cannot be read. */
export async function readLabelledText(file: string, remedy: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EngineError('bad-argument', `${file} cannot be read.`, remedy, { cause });
  });
  // Some editors start a file with a byte order mark, which is not valid JSON.
  return text.replace(/^\uFEFF/, '');
}

/** @throws EngineError 'bad-argument' when the file cannot be read or is not JSON. */
export async function readLabelledJson(file: string, remedy: string): Promise<unknown> {
  return parseJson(await readLabelledText(file, remedy), file, remedy);
}

/** @throws EngineError 'bad-argument' that names the first line that does not fit. */
export async function readLabelledLines<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  expected: ExpectedData,
): Promise<z.output<Schema>[]> {
  const lines = (await readLabelledText(file, expected.remedy)).split('\n');
  const rows = lines.flatMap((line, index): z.output<Schema>[] => {
    if (line.trim() === '') return [];
    const place = `Line ${index + 1} of ${file}`;
    return [fitLabelled(parseJson(line, place, expected.remedy), schema, place, expected)];
  });
  if (rows.length > 0) return rows;
  throw new EngineError('bad-argument', `${file} is empty.`, expected.remedy);
}

/** @throws EngineError 'bad-argument' that names the first fault of the data. */
export function fitLabelled<Schema extends z.ZodType>(
  data: unknown,
  schema: Schema,
  file: string,
  { what, remedy, placeOf = (path) => path.join('.') }: ExpectedData,
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = placeOf(issue?.path ?? []);
  throw new EngineError(
    'bad-argument',
    `${file} is no ${what}: ${place === '' ? '' : `${place}: `}${faultOf(issue?.message)}.`,
    remedy,
    { cause: parsed.error },
  );
}

function parseJson(text: string, place: string, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError('bad-argument', `${place} is not JSON.`, remedy, { cause });
  }
}

function faultOf(message = 'unknown fault'): string {
  return message.replace(/^Invalid input:? ?/, '') || 'of another form';
}
