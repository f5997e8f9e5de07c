import type { z } from 'zod';
import { commandSchema } from '../../engine/protocol/commands.ts';

/** Strings that have broken programs: empty, unknown, out of a folder, devices, prototypes, controls, long. */
const HOSTILE_STRINGS: readonly string[] = [
  '',
  ' ',
  'zzz',
  'en',
  'a/../../b',
  '../../etc/passwd',
  '/dev/zero',
  '/dev/stdin',
  '/proc/self/mem',
  '/no/such/file',
  '/',
  '__proto__',
  'constructor',
  '-rf',
  '{wav}',
  'nul\u0000byte',
  '\u202Egnp.exe',
  '\u001b]0;title\u0007',
  'http://127.0.0.1:1',
  'https://user:secret@127.0.0.1:1/path?query',
  'x'.repeat(200),
  'x'.repeat(5_000),
];
const HOSTILE_NUMBERS: readonly unknown[] = [0, 1, -1, 0.5, 2, 320, 1_600, 1e15, 1e308, '1', null];

interface SchemaDef {
  readonly type: string;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly element?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}

/** Values of a schema's own kind and beside it, most of which it refuses. */
function hostileValues(schema: z.core.$ZodType): readonly unknown[] {
  const def = schema._zod.def as unknown as SchemaDef;
  switch (def.type) {
    case 'literal':
      return def.values ?? [];
    case 'enum':
      return [...Object.values(def.entries ?? {}), '__proto__', ''];
    case 'boolean':
      return [true, false, 'true', null];
    case 'number':
      return HOSTILE_NUMBERS;
    case 'string':
      return [...HOSTILE_STRINGS, 7, null];
    case 'optional':
    case 'nullable':
      return [null, ...(def.innerType ? hostileValues(def.innerType) : [])];
    case 'union':
      return (def.options ?? []).flatMap(hostileValues);
    case 'array':
      return [[], ...(def.element ? hostileValues(def.element).map((value) => [value]) : [])];
    case 'object':
      return [
        {},
        ...Object.entries(def.shape ?? {}).flatMap(([name, field]) =>
          hostileValues(field).map((value) => ({ [name]: value })),
        ),
      ];
    default:
      throw new Error(`No hostile values are known for a schema of type "${def.type}".`);
  }
}

/** What a field may be, where that decides what the others mean: a kind, a channel. */
function choicesOf(schema: z.core.$ZodType): readonly unknown[] {
  const def = schema._zod.def as unknown as SchemaDef;
  return def.type === 'enum' ? Object.values(def.entries ?? {}) : [];
}

/**
 * Every command of the protocol with one field after the other set to hostile values, beside each choice of the
 * others; derived from the schema, so that a new command or field is among them by itself.
 */
export function hostileCommands(): readonly object[] {
  return commandSchema.options.flatMap((option) => {
    const fields = Object.entries<z.core.$ZodType>(option.shape);
    const usual = Object.fromEntries(
      fields.map(([name, field]) => [
        name,
        hostileValues(field).find((value) => (field as z.ZodType).safeParse(value).success),
      ]),
    );
    const others = fields.filter(([name]) => name !== 'type');
    const bases = [
      usual,
      ...others.flatMap(([name, field]) => choicesOf(field).map((choice) => ({ ...usual, [name]: choice }))),
    ];
    const hostile = bases.flatMap((base) =>
      others.flatMap(([name, field]) => hostileValues(field).map((value) => ({ ...base, [name]: value }))),
    );
    const distinct = new Map(hostile.map((command) => [JSON.stringify(command), command]));
    return [usual, { type: usual['type'] }, { ...usual, force: true }, ...distinct.values()];
  });
}
