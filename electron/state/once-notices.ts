import path from 'node:path';
import { Notification } from 'electron';
import { z } from 'zod';
import { openStateFile } from './state-file.ts';

/** Notices shown once per machine, not once per run. */
export type OnceNotice = 'still-running' | 'not-hidden';

export interface OnceNotices {
  show(notice: OnceNotice, text: { readonly title: string; readonly body: string }): void;
}

/** @param directory that of the app's own data. */
export function openOnceNotices(directory: string): OnceNotices {
  const file = openStateFile(path.join(directory, 'told.json'), z.array(z.string()));
  const shown = new Set(file.read());
  return {
    show(notice, text) {
      if (shown.has(notice) || !Notification.isSupported()) return;
      shown.add(notice);
      new Notification({ ...text, silent: true }).show();
      file.write([...shown]);
    },
  };
}
