/** Stems that need their e back: "reversing", "storing", "scaling", but not "versioning". */
const E_STEM = /(?:[aeiou][vszcg]|rs|(?<![aeiou])(?:[aiou]r|[aiu]l|[aiu]t|[au]d|[aiou]k)|bl|dl|gl|pl|tl)$/;

/** The verb of a gerund: "reversing" → "reverse"; undefined when it is none. */
export function gerundBase(word: string): string | undefined {
  const base = /^(.{3,})ing$/.exec(word)?.[1];
  if (base === undefined) return undefined;
  if (/([bdgmnprt])\1$/.test(base)) return base.slice(0, -1);
  if (/^[^aeiou][aeiou][^aeiouwxy]$/.test(base)) return `${base}e`;
  return E_STEM.test(base) ? `${base}e` : base;
}
