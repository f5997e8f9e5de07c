import type { Session } from './session.ts';

/** Keeps theme and text size of the document as the settings say. Returns the way to stop. */
export function followAppearance(session: Session, root: HTMLElement): () => void {
  const follow = (): void => {
    const appearance = session.store.getState().settings?.appearance;
    if (!appearance) return;
    root.dataset['theme'] = appearance.theme;
    root.style.setProperty('--text-scale', String(appearance.textScale));
  };
  follow();
  return session.store.subscribe((state, before) => {
    if (state.settings !== before.settings) follow();
  });
}
