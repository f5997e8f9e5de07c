import { showLanguage } from '../messages/use-messages.ts';
import type { Session } from './session.ts';

/** Keeps theme, text size and language of the document as the settings say. Returns the way to stop. */
export function followAppearance(session: Session, root: HTMLElement): () => void {
  const follow = (): void => {
    const appearance = session.store.getState().settings?.appearance;
    if (!appearance) return;
    root.dataset['theme'] = appearance.theme;
    void showLanguage(appearance.language, root);
    root.style.setProperty('--text-scale', String(appearance.textScale));
  };
  follow();
  return session.store.subscribe((state, before) => {
    if (state.settings !== before.settings) follow();
  });
}
