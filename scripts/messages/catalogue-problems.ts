import type { Wording } from '../../renderer/messages/en/catalogue.ts';

/** The wordings of one language. */
export type WordingByKey = Readonly<Record<string, Wording>>;

/**
 * What is wrong with the catalogues: a key that a language lacks or has in excess, a parameter that it lacks
 * or invents, an empty wording, and a key that no source names.
 * @param sources texts of the files that may use a key; `` `error.${code}` `` uses every key of that form.
 */
export function findCatalogueProblems(
  english: WordingByKey,
  translations: Readonly<Record<string, WordingByKey>>,
  sources: readonly string[],
): readonly string[] {
  const isUsed = usedKeys(sources);
  const unused = Object.keys(english)
    .filter((key) => !isUsed(key))
    .map((key) => `Nothing uses the message "${key}".`);
  const wrong = Object.entries(translations).flatMap(([language, catalogue]) => [
    ...Object.keys(english).flatMap((key) => problemsOf(language, key, english[key], catalogue[key])),
    ...Object.keys(catalogue)
      .filter((key) => !(key in english))
      .map((key) => `${language}: English has no message "${key}".`),
  ]);
  return [...unused, ...wrong];
}

function problemsOf(
  language: string,
  key: string,
  english: Wording | undefined,
  wording: Wording | undefined,
): readonly string[] {
  if (wording === undefined) return [`${language}: the message "${key}" is missing.`];
  const wanted = parametersOf(english);
  const has = parametersOf(wording);
  if (textsOf(wording).some((text) => text.trim() === ''))
    return [`${language}: the message "${key}" is empty.`];
  if (wanted === has) return [];
  return [`${language}: the message "${key}" has the parameters {${has}} instead of {${wanted}}.`];
}

/** A plural's "one" may leave the number out ("an hour"), so the other form counts. */
function parametersOf(wording: Wording | undefined): string {
  const text = typeof wording === 'object' ? wording.other : (wording ?? '');
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].sort().join(', ');
}

function textsOf(wording: Wording): readonly string[] {
  return typeof wording === 'string' ? [wording] : Object.values(wording);
}

function usedKeys(sources: readonly string[]): (key: string) => boolean {
  const text = sources.join('\n');
  const literal = new Set([...text.matchAll(/'([a-z][\w.-]*)'/g)].map(([, key]) => key));
  const templates = [...text.matchAll(/`([a-z][\w-]*\.[^`\s]*\$\{[^`\s]*)`/g)].map(([, template = '']) => {
    const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    return new RegExp(`^${parts.join('[\\w.-]+')}$`);
  });
  return (key) => literal.has(key) || templates.some((template) => template.test(key));
}
