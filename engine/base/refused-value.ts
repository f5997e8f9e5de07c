import { EngineError } from './engine-error.ts';

/** What a schema says of a value that does not fit it. */
interface Misfit {
  readonly issues: readonly {
    readonly path: readonly PropertyKey[];
    readonly message: string;
    /** Of each alternative that the schema has. */
    readonly errors?: readonly (readonly { readonly message: string }[])[];
  }[];
}

const REMEDY = 'Correct the value and try again.';

/**
 * The refusal of a value that does not fit its schema, in the schema's own words.
 * @param path of the settings inside what was parsed.
 */
export function refusedSetting(error: Misfit, path: readonly string[] = []): EngineError {
  const field = error.issues[0]?.path.slice(path.length).join('.') || 'settings';
  return settingRefusal(field, reasonOf(error));
}

export function refusedArgument(error: Misfit): EngineError {
  return new EngineError('bad-argument', reasonOf(error), REMEDY);
}

/** @param reason a sentence, with or without its full stop. */
export function settingRefusal(field: string, reason: string): EngineError {
  const message = `The setting "${field}" cannot have this value: ${reason}.`.replace('..', '.');
  return new EngineError('bad-settings', message, REMEDY);
}

/** Of alternatives, the last is the one with a sentence of its own. */
function reasonOf({ issues: [issue] }: Misfit): string {
  return issue?.errors?.at(-1)?.[0]?.message ?? issue?.message ?? 'unknown';
}
