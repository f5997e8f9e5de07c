import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTray, type ShellTray, type TrayActions, type TrayState } from '../../electron/tray.ts';
import { de } from '../../renderer/messages/de.ts';
import { en } from '../../renderer/messages/en.ts';
import { createMessages } from '../../renderer/messages/messages.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

const IDLE: TrayState = {
  mode: 'idle',
  isHudVisible: true,
  isCompact: false,
  letsClicksThrough: false,
  details: [],
  recentAnswers: [],
};

let pressed: string[];
let shown: ShellTray;
beforeEach(() => {
  resetElectron();
  pressed = [];
});
afterEach(() => vi.restoreAllMocks());

function show(
  change: Partial<TrayState> = {},
  { canUpdate = false } = {},
): readonly MenuItemConstructorOptions[] {
  const note = (name: string) => () => void pressed.push(name);
  const actions: TrayActions = {
    toggleHud: note('hud'),
    toggleCompact: note('compact'),
    toggleClickThrough: note('click-through'),
    togglePause: note('pause'),
    copyAnswer: ({ question }) => pressed.push(`copy ${question}`),
    openSettings: note('settings'),
    openHistory: note('history'),
    openDiagnostics: note('diagnostics'),
    lookForUpdate: canUpdate ? note('update') : undefined,
    quit: note('quit'),
  };
  shown = createTray('/app/icons', actions);
  shown.show({ ...IDLE, ...change }, createMessages('en', en));
  return recorded.trays.at(-1)?.menu ?? [];
}

const item = (menu: readonly MenuItemConstructorOptions[], label: string | RegExp) =>
  menu.find((entry) => (typeof label === 'string' ? entry.label === label : label.test(entry.label ?? ''))) ??
  expect.unreachable(`an entry ${String(label)}`);
const press = (entry: MenuItemConstructorOptions): void => {
  (entry.click as () => void)();
};

test.each([
  ['idle', true, 'Start'],
  ['listening', true, 'Pause'],
  ['paused', true, 'Resume'],
  ['asking', false, 'Pause'],
  ['down', false, 'Pause'],
] as const)('while %s the pause entry can be used: %s', (mode, isEnabled, label) => {
  const entry = item(show({ mode }), new RegExp(label));
  expect(entry.enabled).toBe(isEnabled);
  press(entry);
  expect(pressed).toEqual(['pause']);
  expect(recorded.trays.at(-1)?.images.at(-1)).toMatch(new RegExp(`tray-${mode}(Template)?\\.png$`));
});

test('an engine that was given up looks down and says that it stands still', () => {
  const [first] = show({ mode: 'given-up' });
  expect(first).toEqual({ label: 'The engine has stopped', enabled: false });
  expect(recorded.trays.at(-1)?.images.at(-1)).toMatch(/tray-down(Template)?\.png$/);
});

test('what is wrong stands on top, where it cannot be chosen', () => {
  const [, first, second] = show({ details: ['Hold F9', 'Key taken'] });
  expect([first, second]).toEqual([
    { label: 'Hold F9', enabled: false },
    { label: 'Key taken', enabled: false },
  ]);
});

test('an answer is copied by choosing it, named by its question or else by its first bullet', () => {
  const answers = [
    { question: 'TCP & UDP?', bullets: ['one', 'two'] },
    { question: '', bullets: ['first'] },
    { question: 'x'.repeat(100), bullets: [] },
    { question: '', bullets: [] },
  ];
  const menu = item(show({ recentAnswers: answers }), /answers/i).submenu as MenuItemConstructorOptions[];
  expect(menu.map(({ label }) => label)).toEqual(['TCP && UDP?', 'first', `${'x'.repeat(59)}…`, '']);
  expect(menu[0]?.toolTip).toBe('one\ntwo');
  press(menu[0] ?? {});
  expect(pressed).toEqual(['copy TCP & UDP?']);
});

test('without answers there is nothing to choose', () => {
  const menu = item(show(), /answers/i).submenu as MenuItemConstructorOptions[];
  expect(menu.map(({ enabled }) => enabled)).toEqual([false]);
});

test('an update is offered only where the app can update itself', () => {
  expect(show().some(({ label }) => /update/i.test(label ?? ''))).toBe(false);
  press(item(show({}, { canUpdate: true }), /update/i));
  expect(pressed).toEqual(['update']);
});

test('switches show their state, and a click on the icon shows or hides the HUD', () => {
  const menu = show({ isCompact: true });
  expect(menu.filter(({ type }) => type === 'checkbox').map(({ checked }) => checked)).toEqual([true, false]);
  recorded.trays.at(-1)?.emit('click');
  expect(pressed).toEqual(['hud']);
});

test('letting clicks through is not an entry where the system never does it', () => {
  const labels = show({ letsClicksThrough: undefined }).map(({ label }) => label);
  expect([labels.includes('Compact window'), labels.includes('Click through the window')]).toEqual([
    true,
    false,
  ]);
});

test('on macOS, where a click opens the menu, the HUD stays as it is', () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  show();
  recorded.trays.at(-1)?.emit('click');
  expect(pressed).toEqual([]);
});

test('a menu that the user may have open is replaced only by another one', () => {
  const menu = show();
  const now = (): unknown => recorded.trays.at(-1)?.menu;
  shown.show({ ...IDLE }, createMessages('en', en));
  expect(now()).toBe(menu);
  shown.show({ ...IDLE, isCompact: true }, createMessages('en', en));
  expect(now()).not.toBe(menu);
  const compact = now();
  shown.show({ ...IDLE, isCompact: true }, createMessages('de', de));
  expect(now()).not.toBe(compact);
});

test('an entry that ticked itself is put right, also where nothing came of the click', () => {
  const menu = show();
  press(item(menu, 'Compact window'));
  shown.show(IDLE, createMessages('en', en));
  expect(recorded.trays.at(-1)?.menu).not.toBe(menu);
});
