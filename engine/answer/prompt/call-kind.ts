import type { Settings } from '../../protocol/settings.ts';

/** What kind of call it is, as far as the profile says; it picks the examples that a prompt opens with. */
export type CallKind = 'interview' | 'sales' | 'support' | 'meeting' | 'general';

/** In this order: an interview for a sales job is an interview. */
const KIND_WORDS: readonly (readonly [CallKind, RegExp])[] = [
  [
    'interview',
    /\b(?:interview|candidat|applicant|applying|bewerb|vorstellungsgespr|entrevist|entretien d.embauche)|面接/i,
  ],
  [
    'support',
    /\b(?:support|help ?desk|service ?desk|customer service|technician|kundendienst|soporte|suporte)|サポート/i,
  ],
  [
    'sales',
    /\b(?:sales|sell|account (?:executive|manager)|prospect|pricing|vertrieb|verk[aä]uf|ventas|vendedor|vente|vendas)|営業/i,
  ],
  [
    'meeting',
    /\b(?:meeting|stand-?up|sprint|retro|status|planning|project|kick-?off|besprechung|projekt|r[eé]uni|proyecto|projeto|projet)|会議/i,
  ],
];

/** The topic of the call says more than the user's role. */
export function callKindOf({ topic, role }: Pick<Settings['profile'], 'topic' | 'role'>): CallKind {
  for (const text of [topic, role]) {
    const kind = KIND_WORDS.find(([, words]) => words.test(text))?.[0];
    if (kind) return kind;
  }
  return 'general';
}
