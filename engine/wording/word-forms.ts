/** Stems that need their e back: "reversing", "storing", "scaling", but not "versioning". */
const E_STEM = /(?:[aeiou][vszcg]|rs|(?<![aeiou])(?:[aiou]r|[aiu]l|[aiu]t|[au]d|[aiou]k)|bl|dl|gl|pl|tl)$/;
const IRREGULAR_FORMS = `
  make: made, build: built, send: sent, pay: paid, keep: kept, run: ran, write: wrote written, choose: chose chosen
  do: done, lose: lost, lead: led, sell: sold, buy: bought, find: found, hold: held, give: given, take: taken
  break: broken, spend: spent, grow: grown, tell: told, get: got, hide: hidden, throw: thrown, draw: drawn, use: using
`;
/** Not the gerund or participle of anything. */
const NO_FORMS: ReadonlySet<string> = new Set(
  `string spring thing during morning evening nothing something anything everything being bring king wing ring
  sing sting ceiling hundred need speed feed seed breed indeed exceed proceed succeed embed shed bed red`.split(
    /\s+/,
  ),
);
const bases: ReadonlyMap<string, string> = new Map(
  IRREGULAR_FORMS.split(/[,\n]/)
    .map((entry) => entry.trim().split(': '))
    .flatMap(([base = '', forms = '']) => forms.split(' ').map((form) => [form, base] as const)),
);

/** The verb of a gerund or participle: "deploying" and "deployed" are "deploy"; other words stay as they are. */
export function verbOf(word: string): string {
  const listed = bases.get(word);
  if (listed !== undefined) return listed;
  const stem = NO_FORMS.has(word) ? undefined : /^(.{3,})(?:ing|ed)$/.exec(word)?.[1];
  if (stem === undefined) return word;
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  if (/^[^aeiou][aeiou][^aeiouwxy]$/.test(stem)) return `${stem}e`;
  if (word.endsWith('ied')) return `${stem.slice(0, -1)}y`;
  return E_STEM.test(stem) ? `${stem}e` : stem;
}
