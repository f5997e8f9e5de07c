/** Acronyms are heard letter by letter: some letters differ only slightly, others sound like words. */

const ALIKE = ['bcdegptvz', 'ahjk', 'ai', 'iy', 'mn', 'fsx', 'quw', 'lo'];

const LETTER_WORDS: Readonly<Record<string, string>> = {
  in: 'n',
  an: 'n',
  or: 'r',
  are: 'r',
  our: 'r',
  you: 'u',
  see: 'c',
  sea: 'c',
  be: 'b',
  bee: 'b',
  why: 'y',
  oh: 'o',
  eye: 'i',
  i: 'i',
  a: 'a',
  tea: 't',
  pea: 'p',
  pee: 'p',
  jay: 'j',
  kay: 'k',
  queue: 'q',
  cue: 'q',
  ex: 'x',
  ell: 'l',
  em: 'm',
  en: 'n',
  ess: 's',
  dee: 'd',
  gee: 'g',
  vee: 'v',
};

/** Acronyms that everybody uses: one of them is never a slip of another. */
const WELL_KNOWN: ReadonlySet<string> = new Set(
  `ai api aws bbc bi cagr cd ceo cfo ci cli cpu crm css csv cto dns ebitda erp esg eta eu ev faq fda gb gdp gpu hr html http https ide ip ipo iso
   it json kpi lan mb mvp nda oem ok os pc pdf php pm po pr qa ram rest rfp roi rpc saas sdk seo sla slo smtp sql
   ssh ssl sso tcp tls tv udp ui uk uri url us usa usb ux vat vm vp vpc vpn wan xml yaml`.split(/\s+/),
);

/** Ordinary words that sound like letters: at the end of an acronym they may as well begin what follows. */
const LINKING_WORDS: ReadonlySet<string> = new Set(
  'a an are be eye i in oh or our sea see why you'.split(' '),
);

/** Cannot follow those words, so that the acronym ends before them: "what does a VP in do". */
const AFTER_TERM: ReadonlySet<string> = new Set(
  `and applies apply as but by can cost costs could did do does doesn't for had has is isn't may mean means meant might must need
   needs of on run runs should take takes than then to was will with work works would`.split(/\s+/),
);

/** "VPN", "SAML"; not "Redis". */
export function isAcronym(term: string): boolean {
  return /^\p{Lu}{2,6}$/u.test(term);
}

/**
 * Whether words, the first of them written in capitals or one after it, spell an acronym or slip in one letter:
 * "BP in" for VPN, "GDP or" for GDPR, "IPI" for API.
 * @param words as the recognizer wrote them, without punctuation.
 */
export function spells(words: readonly string[], acronym: string): boolean {
  if (!words.some(isAcronym)) return false;
  const letters = words.map((word) =>
    isAcronym(word) ? word.toLowerCase() : LETTER_WORDS[word.toLowerCase()],
  );
  if (letters.includes(undefined)) return false;
  const heard = letters.join('').split('');
  const meant = acronym.toLowerCase().split('');
  if (heard.length !== meant.length) return false;
  const slips = heard.flatMap((letter, index) => {
    const wanted = meant[index] ?? '';
    return letter === wanted ? [] : [soundAlike(letter, wanted)];
  });
  if (slips.length === 0) return true;
  const isOneSlip = slips.length === 1 && slips[0] === true;
  return isOneSlip && meant.length >= 3 && !words.some(isWellKnown);
}

/**
 * Whether words that spell an acronym hold one that stands for itself: the last of "our VP in Berlin", the first of
 * "a PR campaign".
 * @param next what follows in the same clause, '' where that is not known yet; undefined at its end.
 */
export function standsApart(words: readonly string[], next: string | undefined): boolean {
  const last = words.at(-1) ?? '';
  // "A P I": a letter among letters is not a word.
  const isLetter = last.length === 1 && words.at(-2)?.length === 1;
  const isLastLinking = !isLetter && !isAcronym(last) && LINKING_WORDS.has(last.toLowerCase());
  if (isLastLinking && next !== undefined && !AFTER_TERM.has(next.toLowerCase())) return true;
  const [first = '', ...rest] = words;
  return (
    LINKING_WORDS.has(first.toLowerCase()) && !isAcronym(first) && rest.length === 1 && rest.some(isWellKnown)
  );
}

function isWellKnown(word: string): boolean {
  return isAcronym(word) && WELL_KNOWN.has(word.toLowerCase());
}

function soundAlike(first: string, second: string): boolean {
  return ALIKE.some((group) => group.includes(first) && group.includes(second));
}
