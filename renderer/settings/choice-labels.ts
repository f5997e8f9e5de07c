import type { MessageKey, Messages } from '../messages/messages.ts';

/** What each choice is called: its text below `prefix`, or its own name where there is none. */
export function choiceLabels<Name extends string>(
  names: readonly Name[],
  prefix: string,
  { t }: Messages,
): Readonly<Record<Name, string>> {
  const labels = names.map((name) => {
    const key = `${prefix}.${name}`;
    const text = t(key as Extract<MessageKey, 'settings.model.backend.auto'>);
    return [name, text === key ? name : text] as const;
  });
  return Object.fromEntries(labels) as Record<Name, string>;
}
