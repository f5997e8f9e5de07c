import path from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';

/** What the tray shows; told apart by shape, not only by colour. */
export interface TrayState {
  readonly mode: 'idle' | 'listening' | 'paused' | 'talking' | 'down';
  readonly isHudVisible: boolean;
  /** How the push-to-talk key works, or why it does not. */
  readonly keyDetail: string;
}

export interface TrayActions {
  readonly toggleHud: () => void;
  readonly togglePause: () => void;
  readonly openSettings: () => void;
  readonly quit: () => void;
}

export interface ShellTray {
  show(state: TrayState): void;
  destroy(): void;
}

const WORDS: Readonly<Record<TrayState['mode'], string>> = {
  idle: 'Not listening',
  listening: 'Listening',
  paused: 'Paused',
  talking: 'Hearing your question',
  down: 'Starting',
};

/** @param directory folder of the tray icons. */
export function createTray(directory: string, actions: TrayActions): ShellTray {
  const tray = new Tray(iconOf(directory, 'down'));
  tray.on('click', actions.toggleHud);
  return {
    show(state) {
      tray.setImage(iconOf(directory, state.mode));
      tray.setToolTip(`Sotto: ${WORDS[state.mode].toLowerCase()}`);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: WORDS[state.mode], enabled: false },
          { label: state.keyDetail, enabled: false, visible: state.keyDetail !== '' },
          { type: 'separator' },
          { label: state.isHudVisible ? 'Hide Sotto' : 'Show Sotto', click: actions.toggleHud },
          {
            label: state.mode === 'paused' ? 'Resume listening' : 'Pause listening',
            enabled: state.mode === 'listening' || state.mode === 'paused',
            click: actions.togglePause,
          },
          { label: 'Settings…', click: actions.openSettings },
          { type: 'separator' },
          { label: 'Quit Sotto', click: actions.quit },
        ]),
      );
    },
    destroy: () => tray.destroy(),
  };
}

/** On macOS the system colours a template image; its name must end so. */
function iconOf(directory: string, mode: TrayState['mode']): Electron.NativeImage {
  const suffix = process.platform === 'darwin' ? 'Template' : '';
  return nativeImage.createFromPath(path.join(directory, `tray-${mode}${suffix}.png`));
}
