import { useEffect } from 'react';

/** What a single key does; letters are only taken where nobody types. */
export type AnswerKeys = Readonly<Record<string, (() => void) | undefined>>;

/** Single keys of the page, except where they move a caret or belong to a dialog. */
export function useAnswerKeys(keys: AnswerKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => obeyKey(event, keys);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
}

export function obeyKey(event: KeyboardEvent, keys: AnswerKeys): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
