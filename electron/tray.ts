import path from 'node:path';
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Messages } from '../renderer/messages/messages.ts';
import type { RecentAnswer } from './call-memory.ts';

/** What the tray shows; distinguishable by shape, not only by colour. */
export interface TrayState {
  readonly mode: 'idle' | 'listening' | 'paused' | 'asking' | 'down' | 'given-up';
  readonly isHudVisible: boolean;
  readonly isCompact: boolean;
  /** Undefined where the system never does. */
  readonly letsClicksThrough: boolean | undefined;
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
  readonly openHistory: () => void;
  readonly openDiagnostics: () => void;
  /** Absent where the app cannot update itself. */
  readonly lookForUpdate: (() => void) | undefined;
  readonly quit: () => void;
}

export interface ShellTray {
  show(state: TrayState, messages: Messages): void;
  destroy(): void;
}

const LABEL_LIMIT_CHARACTERS = 60;

const MODES = {
  idle: 'doing.off',
  listening: 'doing.listening',
  paused: 'doing.paused',
  asking: 'doing.asking',
  down: 'doing.starting',
  'given-up': 'desktop.engine-given-up',
} as const;

/** @param directory folder of the tray icons. */
export function createTray(directory: string, actions: TrayActions): ShellTray {
  const tray = new Tray(iconOf(directory, 'down'));
  // On macOS the same click opens the menu.
  if (process.platform !== 'darwin') tray.on('click', actions.toggleHud);
  let shown = '';
  // A click ticks an entry by itself, whatever becomes of the window.
  const ticking = (toggle: () => void) => (): void => {
    shown = '';
    toggle();
  };
  const inMenu: TrayActions = {
    ...actions,
    toggleCompact: ticking(actions.toggleCompact),
    toggleClickThrough: ticking(actions.toggleClickThrough),
  };
  return {
    show(state, messages) {
      const wanted = JSON.stringify([state, messages.language]);
      // A new menu would close the one that the user has open.
      if (wanted === shown) return;
      shown = wanted;
      tray.setImage(iconOf(directory, state.mode));
      tray.setToolTip(`Sotto: ${messages.t(MODES[state.mode])}`);
      tray.setContextMenu(Menu.buildFromTemplate(menuOf(state, messages, inMenu)));
    },
    destroy: () => tray.destroy(),
  };
}

function menuOf(state: TrayState, { t }: Messages, actions: TrayActions): MenuItemConstructorOptions[] {
  const canPause = state.mode === 'listening' || state.mode === 'paused' || state.mode === 'idle';
  return [
    { label: t(MODES[state.mode]), enabled: false },
    ...state.details.map((detail) => ({ label: detail, enabled: false })),
    { type: 'separator' },
    { label: state.isHudVisible ? t('desktop.hide') : t('desktop.show'), click: actions.toggleHud },
    { label: t(pauseLabel(state.mode)), enabled: canPause, click: actions.togglePause },
    {
      label: t('settings.keys.compact'),
      type: 'checkbox',
      checked: state.isCompact,
      click: actions.toggleCompact,
    },
    ...clickThroughItem(state, t, actions),
    { label: t('desktop.recent-answers'), submenu: answersMenu(state.recentAnswers, t, actions) },
    { label: t('desktop.history'), click: actions.openHistory },
    { label: t('desktop.settings'), click: actions.openSettings },
    { label: t('desktop.diagnostics'), click: actions.openDiagnostics },
    ...(actions.lookForUpdate ? [{ label: t('desktop.look-for-update'), click: actions.lookForUpdate }] : []),
    { type: 'separator' },
    { label: t('call.quit'), click: actions.quit },
  ];
}

function clickThroughItem(
  { letsClicksThrough: checked }: TrayState,
  t: Messages['t'],
  { toggleClickThrough: click }: TrayActions,
): MenuItemConstructorOptions[] {
  if (checked === undefined) return [];
  return [{ label: t('settings.keys.clickThrough'), type: 'checkbox', checked, click }];
}

function pauseLabel(mode: TrayState['mode']) {
  if (mode === 'idle') return 'capture.start';
  return mode === 'paused' ? 'capture.resume' : 'capture.pause';
}

/** Choosing an answer copies it. */
function answersMenu(
  answers: readonly RecentAnswer[],
  t: Messages['t'],
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  if (answers.length === 0) return [{ label: t('desktop.no-answers'), enabled: false }];
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
  const icon = mode === 'given-up' ? 'down' : mode;
  return nativeImage.createFromPath(path.join(directory, `tray-${icon}${suffix}.png`));
}
