import type { MessageKey, Messages } from '../messages/messages.ts';

/** What each choice is called: the text of its key, or its own name where there is none. */
export function choiceLabels<Name extends string>(
  names: readonly Name[],
  keyOf: (name: Name) => string,
  { t }: Messages,
): Readonly<Record<Name, string>> {
  const labels = names.map((name) => {
    const key = keyOf(name);
    const text = t(key as Extract<MessageKey, 'settings.model.backend.auto'>);
    return [name, text === key ? name : text] as const;
  });
  return Object.fromEntries(labels) as Record<Name, string>;
}
