import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { writeFileAtomicSync } from '../../engine/base/atomic-file.ts';
import { readStateFileSync } from '../../engine/base/regular-file.ts';

/** A small JSON file of the app's own data that Sotto can do without. */
export interface StateFile<State> {
  /** @returns undefined where there is none, or none of this form. */
  read(): State | undefined;
  /** Best effort: what cannot be written is forgotten when the app ends. */
  write(state: State): void;
}

export function openStateFile<State>(file: string, schema: z.ZodType<State>): StateFile<State> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readStateFileSync(file)));
      } catch {
        return undefined;
      }
    },
    write(state) {
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileAtomicSync(file, JSON.stringify(state));
      } catch {
        // The app works on without it.
      }
    },
  };
}
