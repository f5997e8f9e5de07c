import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Notification } from 'electron';

/** Notices shown once per machine, not once per run. */
export type OnceNotice = 'still-running' | 'not-hidden';

export interface ToldOnce {
  tell(notice: OnceNotice, text: { readonly title: string; readonly body: string }): void;
}

/** @param directory that of the app's own data. */
export function openToldOnce(directory: string): ToldOnce {
  const file = path.join(directory, 'told.json');
  const told = new Set<string>(readTold(file));
  return {
    tell(notice, text) {
      if (told.has(notice) || !Notification.isSupported()) return;
      told.add(notice);
      new Notification({ ...text, silent: true }).show();
      try {
        mkdirSync(directory, { recursive: true });
        writeFileSync(file, JSON.stringify([...told]));
      } catch {
        // It is shown again at the next start.
      }
    },
  };
}

function readTold(file: string): readonly string[] {
  try {
    const told: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(told) ? told.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
