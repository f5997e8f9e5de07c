import path from 'node:path';
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import type { RecentAnswer } from './call-memory.ts';
import { TEXTS } from './texts.ts';

/** What the tray shows; told apart by shape, not only by colour. */
export interface TrayState {
  readonly mode: 'idle' | 'listening' | 'paused' | 'talking' | 'down';
  readonly isHudVisible: boolean;
  readonly isCompact: boolean;
  readonly letsClicksThrough: boolean;
  /** How the push-to-talk key works, what is wrong with keys or windows, whether sharing shows Sotto. */
  readonly details: readonly string[];
  /** Newest first. */
  readonly recentAnswers: readonly RecentAnswer[];
}

export interface TrayActions {
  readonly toggleHud: () => void;
  readonly toggleCompact: () => void;
  readonly toggleClickThrough: () => void;
  readonly togglePause: () => void;
  readonly copyAnswer: (answer: RecentAnswer) => void;
  readonly openSettings: () => void;
  readonly openDiagnostics: () => void;
  /** Absent where the app cannot update itself. */
  readonly lookForUpdate: (() => void) | undefined;
  readonly quit: () => void;
}

export interface ShellTray {
  show(state: TrayState): void;
  destroy(): void;
}

const LABEL_LIMIT_CHARACTERS = 60;

/** @param directory folder of the tray icons. */
export function createTray(directory: string, actions: TrayActions): ShellTray {
  const tray = new Tray(iconOf(directory, 'down'));
  tray.on('click', actions.toggleHud);
  return {
    show(state) {
      tray.setImage(iconOf(directory, state.mode));
      tray.setToolTip(`Sotto: ${TEXTS.modes[state.mode].toLowerCase()}`);
      tray.setContextMenu(Menu.buildFromTemplate(menuOf(state, actions)));
    },
    destroy: () => tray.destroy(),
  };
}

function menuOf(state: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const canPause = state.mode === 'listening' || state.mode === 'paused' || state.mode === 'idle';
  return [
    { label: TEXTS.modes[state.mode], enabled: false },
    ...state.details.map((label) => ({ label, enabled: false })),
    { type: 'separator' },
    { label: state.isHudVisible ? TEXTS.hide : TEXTS.show, click: actions.toggleHud },
    { label: pauseLabel(state.mode), enabled: canPause, click: actions.togglePause },
    { label: TEXTS.keys.compact, type: 'checkbox', checked: state.isCompact, click: actions.toggleCompact },
    {
      label: TEXTS.keys.clickThrough,
      type: 'checkbox',
      checked: state.letsClicksThrough,
      click: actions.toggleClickThrough,
    },
    { label: TEXTS.recentAnswers, submenu: answersMenu(state.recentAnswers, actions) },
    { label: TEXTS.settings, click: actions.openSettings },
    { label: TEXTS.diagnostics, click: actions.openDiagnostics },
    ...(actions.lookForUpdate ? [{ label: TEXTS.lookForUpdate, click: actions.lookForUpdate }] : []),
    { type: 'separator' },
    { label: TEXTS.quit, click: actions.quit },
  ];
}

function pauseLabel(mode: TrayState['mode']): string {
  if (mode === 'idle') return TEXTS.startListening;
  return mode === 'paused' ? TEXTS.resume : TEXTS.pause;
}

/** Choosing an answer copies it. */
function answersMenu(answers: readonly RecentAnswer[], actions: TrayActions): MenuItemConstructorOptions[] {
  if (answers.length === 0) return [{ label: TEXTS.noAnswers, enabled: false }];
  return answers.map((answer) => ({
    label: shorten(answer.question || (answer.bullets[0] ?? '')),
    toolTip: answer.bullets.join('\n'),
    click: () => actions.copyAnswer(answer),
  }));
}

/** An ampersand would underline what follows it. */
function shorten(text: string): string {
  const label = text.length > LABEL_LIMIT_CHARACTERS ? `${text.slice(0, LABEL_LIMIT_CHARACTERS - 1)}…` : text;
  return label.replaceAll('&', '&&');
}

/** On macOS the system colours a template image; its name must end so. */
function iconOf(directory: string, mode: TrayState['mode']): Electron.NativeImage {
  const suffix = process.platform === 'darwin' ? 'Template' : '';
  return nativeImage.createFromPath(path.join(directory, `tray-${mode}${suffix}.png`));
}
