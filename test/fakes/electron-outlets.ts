import type * as Electron from 'electron';

/** What left the app, and what the system refuses it with. */
export interface Outlets {
  openedExternally: string[];
  clipboardTexts: string[];
  /** What a load of a page, an opened link or a copied text is refused with. */
  refusal?: Error;
}

export const accept = ({ refusal }: Outlets): Promise<void> =>
  refusal ? Promise.reject(refusal) : Promise.resolve();

export function makeClipboard(outlets: () => Outlets): Pick<Electron.Clipboard, 'writeText'> {
  return {
    writeText(text) {
      outlets().clipboardTexts.push(text);
      return accept(outlets());
    },
  };
}

export function makeShell(outlets: () => Outlets): Pick<Electron.Shell, 'openExternal'> {
  return {
    openExternal(url) {
      outlets().openedExternally.push(url);
      return accept(outlets());
    },
  };
}
