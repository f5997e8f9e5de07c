import { beforeEach, expect, test } from 'vitest';
import {
  closeSettings,
  noteCopied,
  openSettings,
  setCompact,
  showPanel,
  showTurn,
  toggleCompact,
  togglePinned,
  toggleQuiet,
  viewStore,
} from '../../../renderer/parts/view-state.ts';

beforeEach(() => viewStore.setState(viewStore.getInitialState(), true));
const view = viewStore.getState;

test('settings open at a section, or at the first where the target is none, and close', () => {
  openSettings('privacy');
  expect(view().settingsSection).toBe('privacy');
  openSettings('speech-model');
  expect(view().settingsSection).toBe('model');
  closeSettings();
  expect(view().settingsSection).toBeUndefined();
});

test('another answer on the card begins unpinned and not copied; the same one stays as it is', () => {
  showTurn('a');
  togglePinned();
  noteCopied('a');
  showTurn('a');
  expect(view()).toMatchObject({ shownTurnId: 'a', isPinned: true, copiedTurnId: 'a' });
  showTurn('b');
  expect(view()).toMatchObject({ shownTurnId: 'b', isPinned: false, copiedTurnId: undefined });
});

test('one panel lies over the HUD at a time', () => {
  showPanel('facts');
  showPanel('history');
  expect(view().panel).toBe('history');
  showPanel(undefined);
  expect(view().panel).toBeUndefined();
});

test('quiet and compact go on and off', () => {
  toggleQuiet();
  toggleCompact();
  expect(view()).toMatchObject({ isQuiet: true, isCompact: true });
  toggleQuiet();
  setCompact(false);
  expect(view()).toMatchObject({ isQuiet: false, isCompact: false });
});
