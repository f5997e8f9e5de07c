import { app, autoUpdater, powerMonitor } from 'electron';
import { secondStartSchema, verbInArguments, type CtlVerb } from './command-line.ts';
import type { AbsenceReason } from './lock-pause.ts';
import type { QuitRequester } from './quit.ts';

export interface SystemListeners {
  /** Asked for by a second start of the app with a verb. */
  readonly onVerb: (verb: CtlVerb) => void;
  /**
   * The user started the app again, or called it up; an app that quits can only start once more.
   * @param program that was started.
   */
  readonly onActivated: (program: string) => void;
  readonly onLeft: (reason: AbsenceReason) => void;
  readonly onBack: (reason: AbsenceReason) => void;
  /** Windows close, then the app quits. */
  readonly onUpdating: () => void;
  readonly quit: (requester: QuitRequester) => void;
}

/** Follows what the system reports to the app: other starts of it, sleep, the lock screen, its end. */
export function followSystem({
  onVerb,
  onActivated,
  onLeft,
  onBack,
  onUpdating,
  quit,
}: SystemListeners): void {
  // The tray keeps Sotto alive without a window.
  app.on('window-all-closed', () => undefined);
  app.on('second-instance', (_event, argv, _folder, data) => {
    const verb = verbInArguments(argv);
    if (verb) onVerb(verb);
    else onActivated(secondStartSchema.safeParse(data).data?.program ?? process.execPath);
  });
  app.on('activate', () => onActivated(process.execPath));
  // An update of macOS closes every window before the app is asked to quit.
  autoUpdater.on('before-quit-for-update', onUpdating);
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit('system');
  });
  // Windows asks every window first and may end the app any time after that, so the end begins at the
  // question. It is not held up: what is on the disk survives a kill.
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', () => quit('system')).on('session-end', () => quit('system'));
  });
  // The system waits until the app is gone, so that the engine can end in order.
  powerMonitor.on('shutdown', (...[event]: readonly Pick<Event, 'preventDefault'>[]) => {
    event?.preventDefault();
    quit('system');
  });
  powerMonitor.on('suspend', () => onLeft('asleep'));
  powerMonitor.on('lock-screen', () => onLeft('locked'));
  powerMonitor.on('resume', () => onBack('asleep'));
  powerMonitor.on('unlock-screen', () => onBack('locked'));
  process.on('SIGINT', () => quit('user'));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit('system'));
}
