import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export const SETTINGS_SECTIONS = [
  'model',
  'speech',
  'audio',
  'answers',
  'questions',
  'keys',
  'desktop',
  'appearance',
  'privacy',
  'diagnostics',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** What lies over the HUD when it is asked for. */
type Panel = 'consent' | 'facts' | 'file' | 'history' | 'sound-check' | 'wipe';

/** What the page shows of what it knows; nothing of it is the engine's business. */
interface ViewState {
  readonly settingsSection: SettingsSection | undefined;
  readonly panel: Panel | undefined;
  /** The answer on the card; undefined shows the page at rest. */
  readonly shownTurnId: string | undefined;
  /** The shown answer stays until the user leaves it. */
  readonly isPinned: boolean;
  /** New answers wait unseen; the transcript continues. */
  readonly isQuiet: boolean;
  /** Question, bullets and one status line. */
  readonly isCompact: boolean;
  readonly copiedTurnId: string | undefined;
}

export const viewStore = createStore<ViewState>()(() => ({
  settingsSection: undefined,
  panel: undefined,
  shownTurnId: undefined,
  isPinned: false,
  isQuiet: false,
  isCompact: false,
  copiedTurnId: undefined,
}));

export function useView<Slice>(selector: (view: ViewState) => Slice): Slice {
  return useStore(viewStore, selector);
}

/** @param target a section's name, or anything else for the first one. */
export function openSettings(target = 'model'): void {
  const settingsSection = SETTINGS_SECTIONS.find((section) => section === target) ?? 'model';
  viewStore.setState({ settingsSection });
}

export function closeSettings(): void {
  viewStore.setState({ settingsSection: undefined });
}

/** @param panel undefined closes the open one. */
export function showPanel(panel: Panel | undefined): void {
  viewStore.setState({ panel });
}

/** Another answer on the card begins unpinned. */
export function showTurn(shownTurnId: string | undefined): void {
  if (viewStore.getState().shownTurnId === shownTurnId) return;
  viewStore.setState({ shownTurnId, isPinned: false, copiedTurnId: undefined });
}

export function togglePinned(): void {
  viewStore.setState(({ isPinned }) => ({ isPinned: !isPinned }));
}

export function toggleQuiet(): void {
  viewStore.setState(({ isQuiet }) => ({ isQuiet: !isQuiet }));
}

export function toggleCompact(): void {
  viewStore.setState(({ isCompact }) => ({ isCompact: !isCompact }));
}

export function setCompact(isCompact: boolean): void {
  viewStore.setState({ isCompact });
}

export function noteCopied(copiedTurnId: string): void {
  viewStore.setState({ copiedTurnId });
}
