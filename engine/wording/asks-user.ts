import { ownFactAskedBy } from './own-facts.ts';

/** Somebody is addressed, so that a detail is theirs. */
const ADDRESSED =
  /(?<!\p{L})(?:you|your|yours|we|our|ours|us|me|my|sie|ihnen|ihre?[nmrs]?|du|dich|dir|dein\w*|ihr|euch|eure?\w*|wir|uns|unsere?\w*|usted|ustedes|tú|su|sus|tu|vosotros|nosotros)(?!\p{L})/u;

/** What somebody thinks, likes, wants or has done. */
const OPINION_OR_EXPERIENCE: readonly RegExp[] = [
  /\bwhat (?:do|did|would|are|were|is|was) (?:you(?:r)?|we)(?: \w+)? (?:think|make of|reckon|feel|believe|prefer|thoughts?|opinions?|views?|take|impressions?|favou?rites?|preferences?)\b/,
  /\b(?:what's|what is|what are) your (?:\w+ )?(?:take|view|views|opinion|thoughts?|feeling|impression|preference|favou?rite|position|stance|experience|advice|recommendation)\b/,
  /\b(?:do|did|would|are|don't|wouldn't) you(?: \w+)? (?:think|feel|believe|agree|prefer|like|enjoy|recommend|mind|want|expect|say)\b/,
  /\bhow (?:do|did|would) you(?: \w+)? (?:feel|see|rate|like|view|judge)\b|\bin your (?:\w+ )?(?:opinion|view|experience|eyes)\b|\bhow do you (?:usually |typically |normally )?(?:handle|deal with|cope|approach|stay|work under)\b/,
  /\b(?:was|wie) (?:halten|denken|meinen|finden|sehen|beurteilen|hältst|denkst|meinst|findest|siehst) (?:sie|du|ihr)\b|\b(?:ihre|deine|eure) (?:meinung|erfahrung\w*|einschätzung|ansicht)\b|\b(?:haben sie|hast du) (?:schon|je|bereits|erfahrung)/,
  /(?:qué (?:opina|piensa|cree|le parece|te parece)s?|cuál es (?:su|tu) (?:opinión|experiencia|preferencia)|en (?:su|tu) opinión|(?:prefiere|recomienda)s? )/,
  /(?:que (?:pensez|penses|diriez|dirais)-(?:vous|tu)|qu[’']en (?:pensez|penses)|(?:votre|ton|vos|tes) (?:avis|opinion|expériences?|préférences?)|(?:avez-vous|as-tu) (?:déjà|de l[’']expérience)|(?:préférez|recommandez|croyez)-vous|parlez-(?:moi|nous) de vous|pourquoi (?:voulez|quittez)-vous)/,
  /(?:o que (?:você|o senhor|a senhora)?\s?(?:acha|pensa)|na sua (?:opinião|experiência)|qual (?:é )?(?:a )?sua (?:opinião|experiência|preferência)|você (?:já|prefere|recomenda|concorda)|fale (?:um pouco )?sobre (?:você|si)|por que você quer)/,
  /(?:どう(?:思い|お考え|感じ)|ご意見|ご経験|あなたの(?:意見|経験|考え)|(?:したこと|経験)(?:は|が)?(?:あり|ござい)ます|自己紹介|お好き|志望動機)/,
];

/** Whether a question asks for what only the user can know: an opinion, an experience, a price or date of theirs. */
export function asksUser(question: string): boolean {
  if (asksOpinion(question)) return true;
  const fact = ownFactAskedBy(question);
  return fact === 'detail' ? ADDRESSED.test(normalised(question)) : fact !== undefined;
}

/** Whether it asks what somebody thinks, likes, wants or has done. */
export function asksOpinion(question: string): boolean {
  const asked = normalised(question);
  return OPINION_OR_EXPERIENCE.some((pattern) => pattern.test(asked));
}

function normalised(question: string): string {
  return question.toLowerCase().replaceAll('’', "'");
}
