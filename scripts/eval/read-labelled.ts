import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';

/** What a file of labelled data should be, for the sentence that says what is wrong with it. */
interface ExpectedData {
  /** As in "…/call.json is not a reference of a call". */
  readonly what: string;
  readonly remedy: string;
  /** Where a fault lies, in words; left out: as in `utterances, row 1, text`. */
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
  { what, remedy, placeOf = placeInWords }: ExpectedData,
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = placeOf(issue?.path ?? []);
  throw new EngineError(
    'bad-argument',
    `${file} is not a ${what}: ${place === '' ? 'it' : place} ${faultOf(issue)}.`,
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

function placeInWords(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `row ${part + 1}` : String(part))).join(', ');
}

/** What is wrong with a field, to follow its name. */
function faultOf(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `must be ${TYPE_NAMES[issue.expected] ?? `of type ${issue.expected}`}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return 'is empty';
      return issue.minimum === 0 ? 'is negative' : `must be at least ${issue.minimum}`;
    case 'custom':
      return issue.message;
    default:
      return 'has another form';
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};
