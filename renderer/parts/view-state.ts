import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export const SETTINGS_SECTIONS = [
  'model',
  'speech',
  'audio',
  'answers',
  'questions',
  'keys',
  'appearance',
  'privacy',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** What the page shows of what it knows; nothing of it is the engine's business. */
interface ViewState {
  readonly settingsSection: SettingsSection | undefined;
  readonly isConsentOpen: boolean;
  /** An earlier answer that the user went back to; undefined follows the newest. */
  readonly selectedTurnId: string | undefined;
  /** The newest asked turn when that choice was made: a newer one ends it. */
  readonly selectedUnderTurnId: string | undefined;
}

export const viewStore = createStore<ViewState>()(() => ({
  settingsSection: undefined,
  isConsentOpen: false,
  selectedTurnId: undefined,
  selectedUnderTurnId: undefined,
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

export function setConsentOpen(isConsentOpen: boolean): void {
  viewStore.setState({ isConsentOpen });
}

export function selectTurn(selectedTurnId: string | undefined, newestTurnId: string | undefined): void {
  viewStore.setState({ selectedTurnId, selectedUnderTurnId: newestTurnId });
}
