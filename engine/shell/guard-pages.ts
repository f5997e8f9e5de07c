import { EngineError } from '../base/engine-error.ts';
import type { ModelStore } from '../model-files/model-store.ts';
import type { Command, Role } from '../protocol/commands.ts';
import type { OutsideQuestion } from '../protocol/outside-question.ts';
import type { Settings, SettingsPatch } from '../protocol/settings.ts';

/**
 * Asks the user outside of any page, in the terminal or in a dialog of the app.
 * @returns true when it was allowed.
 */
export type Confirm = (question: OutsideQuestion) => Promise<boolean>;

const PAGE_ROLES: ReadonlySet<Role> = new Set<Role>(['hud', 'settings', 'history', 'capture']);

/**
 * A stolen page token must not run programs or read files: such a command proceeds only
 * once the user has confirmed it elsewhere.
 * @throws EngineError 'forbidden' when it was not confirmed.
 */
export async function guardPages(
  command: Command,
  role: Role,
  deps: {
    readonly settings: () => Settings;
    readonly modelFiles: Pick<ModelStore, 'list'>;
    /** Absent where there is nobody to ask. */
    readonly confirm: Confirm | undefined;
  },
): Promise<void> {
  if (!PAGE_ROLES.has(role)) return;
  const question = await questionFor(command, deps);
  if (question === undefined || (await deps.confirm?.(question))) return;
  throw new EngineError(
    'forbidden',
    'A page may not let Sotto run a program or read a file by itself, and this was not confirmed.',
    'Confirm it in the terminal that Sotto runs in, or in the dialog of the app.',
  );
}

async function questionFor(
  command: Command,
  deps: { readonly settings: () => Settings; readonly modelFiles: Pick<ModelStore, 'list'> },
): Promise<OutsideQuestion | undefined> {
  if (command.type === 'import-model-file') {
    return { kind: 'keep-model', subject: JSON.stringify(command.path) };
  }
  if (command.type !== 'change-settings') return undefined;
  const current = deps.settings();
  const program = newProgram(command.patch, current);
  if (program) return { kind: 'run-program', subject: JSON.stringify(program) };
  const names = newModelNames(command.patch, current);
  if (names.length === 0) return undefined;
  const known = new Set((await deps.modelFiles.list()).map(({ name }) => name));
  const files = names.filter((name) => !known.has(name));
  return files.length === 0 ? undefined : { kind: 'read-models', subject: JSON.stringify(files) };
}

function newProgram({ speech }: SettingsPatch, current: Settings): readonly string[] | undefined {
  const command = speech?.command;
  if (!command || command.length === 0) return undefined;
  return JSON.stringify(command) === JSON.stringify(current.speech.command) ? undefined : command;
}

/** A name that is not listed is taken for a path. */
function newModelNames({ speech, model }: SettingsPatch, current: Settings): readonly string[] {
  const changed = [
    [speech?.model, current.speech.model],
    [model?.embeddedModel, current.model.embeddedModel],
  ] as const;
  return changed.flatMap(([wanted, now]) => (wanted && wanted !== now ? [wanted] : []));
}
