import type { Settings } from '../protocol/settings.ts';

/** What a prompt of a recognizer has room for. */
const MAX_PROMPT_CHARACTERS = 1_000;

/** Names and product terms that may be said in the call: the vocabulary and the glossary. */
export function spokenTerms({ speech, profile }: Pick<Settings, 'speech' | 'profile'>): readonly string[] {
  const terms = speech.vocabulary.split(/[,;\n]/).map((term) => term.trim());
  return [...new Set([...terms, ...profile.glossary.map(({ term }) => term.trim())])].filter(
    (term) => term !== '',
  );
}

/** The terms as a recognizer takes them; the user's own words first, whole terms only. */
export function vocabularyPrompt(settings: Pick<Settings, 'speech' | 'profile'>): string {
  let prompt = settings.speech.vocabulary.trim();
  const inVocabulary = new Set(spokenTerms({ ...settings, profile: { ...settings.profile, glossary: [] } }));
  for (const term of spokenTerms(settings)) {
    if (inVocabulary.has(term)) continue;
    const longer = prompt === '' ? term : `${prompt}, ${term}`;
    if (longer.length > MAX_PROMPT_CHARACTERS) break;
    prompt = longer;
  }
  return prompt;
}
