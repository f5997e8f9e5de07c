import path from 'node:path';
import { dialog, Notification } from 'electron';
import { z } from 'zod';
import { openStateFile } from './state-file.ts';

/** Notices shown once per machine, not once per run; in a box where the system shows no notification. */
export type OnceNotice = 'still-running' | 'not-hidden';

export interface OnceNotices {
  show(notice: OnceNotice, text: { readonly title: string; readonly body: string }): void;
}

/** @param directory that of the app's own data. */
export function openOnceNotices(directory: string): OnceNotices {
  const file = openStateFile(path.join(directory, 'told.json'), z.array(z.string()));
  const seen = new Set(file.read());
  /** Also kept so that they are not collected before they were shown. */
  const tried = new Map<OnceNotice, Notification>();
  return {
    show(notice, text) {
      if (seen.has(notice) || tried.has(notice)) return;
      const remember = (): void => file.write([...seen.add(notice)]);
      const showBox = (): void => {
        remember();
        void dialog.showMessageBox({ type: 'info', message: text.title, detail: text.body });
      };
      if (!Notification.isSupported()) return showBox();
      const notification = new Notification({ ...text, silent: true });
      tried.set(notice, notification);
      // Windows takes one from an app that it does not know and shows nothing.
      notification.once('show', remember).once('failed', showBox);
      notification.show();
    },
  };
}
