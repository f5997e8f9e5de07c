/** Lets pages wait until the tray shows that Sotto is listening: no device is opened before that. */
export interface TrayWait {
  /** Settles at once while it is shown. */
  shown(): Promise<void>;
  note(isShown: boolean): void;
}

export function createTrayWait(): TrayWait {
  let isShown = false;
  let waiting = Promise.withResolvers<void>();
  return {
    shown: () => (isShown ? Promise.resolve() : waiting.promise),
    note(isNowShown) {
      isShown = isNowShown;
      if (!isShown) return;
      waiting.resolve();
      waiting = Promise.withResolvers();
    },
  };
}
