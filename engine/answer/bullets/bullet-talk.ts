/** Distinguishes an answer from the talk around it: greetings, announcements, offers, labels, and thinking aloud. */

const ANSWER_LABEL =
  /^(?:(?:short |final |my )?answer|response|summary|bullets?|bullet points|output|a)\s*:\s*/i;
const INTERJECTION =
  /^(?:sure(?: thing)?|certainly|of course|absolutely|definitely|okay|ok|alright|all right|great|got it|no problem|understood|great question|good question|that'?s a (?:great|good) question)\s*[!,.:—–-]+\s*/i;
const LEAD_IN =
  /^(?:here(?:'s|’s| is| are| you go)|below (?:is|are|you)|the following|following (?:is|are)|these are|let me|let'?s|i(?:'d| would|’d) be happy|i(?:'ll| will|’ll)\b|i can help|happy to|to answer|as an ai|as a language model|in (?:three|four|five|3|4|5) bullet|sure$|certainly$|of course$|absolutely$|okay$|great$)/i;
const CLOSING =
  /^(?:let me know|(?:i )?hope (?:this|that|these)|feel free|would you like|do you want me|is there anything|please (?:let me|feel)|if you (?:have|need|want|would|'d)|these (?:points|bullets)|this (?:answer|response|summary|should help)|happy to (?:help|elaborate)|don't hesitate|good luck)/i;
const MAX_WORD_CHARACTERS = 40;
const BARE_INTERJECTION = /^(?:sure|certainly|absolutely|okay|great)[!.]?$/i;
/** Talk that is useless to the reader even when nothing else was written. */
const EMPTY_TALK =
  /:$|^(?:let me know|(?:i )?hope (?:this|that|these)|feel free|would you like|do you want me|is there anything|please (?:let me|feel)|don't hesitate|good luck|happy to|here (?:you go|are|is)|below (?:is|are)|these (?:points|bullets)|as an ai)/i;
const OPENING_WORDS =
  /^(?:here|here's|here’s|below|the|following|these|let|let's|i|i'd|i'll|i’ll|happy|to|as|in|sure|certainly|of|absolutely|definitely|okay|ok|alright|all|great|good|got|no|understood|that's|answer|assistant|response|summary|bullets?|output|short|final|my|hope|feel|would|do|is|please|if|this|don't)$/i;
/** First words of lines that are often a heading above an answer and rarely part of it. */
const HEADING_WORDS =
  /^(?:key|main|important|bullet|talking|overview|introduction|conclusion|benefits|steps|points?|notes?|pros|cons)$/i;

const MUSING_FILLER = String.raw`(?:(?:okay|ok|alright|all right|hmm+|well|so|now|wait|first|right|let's see)[,.!…\s]{1,3}){0,3}`;
/** "The user asks", "the question is about"; "the user interface" and "the system is fast" are answers. */
const ASKING =
  "(?:the|this) (?:user|caller|speaker|interviewer|question|prompt|task|instructions?|system prompt)(?:'s (?:question|request|asking|message)\\b| (?:has |just |is |now |also )*(?:ask(?:s|ed|ing)?|wants?|wanted|says?|said|request(?:s|ed|ing)?|looking for|would like|needs me)\\b| (?:is|was|are) (?:about|to)\\b)";
const WRITING =
  '(?:answer|respond|reply|provide|write|give|list|come|figure|recall|explain|produce|generate|summari[sz]e|think|break|make|format|craft|address|consider|start|keep|output|follow)';
/** A model talking to itself: "Okay, the user asks about …", "We need to answer …". */
const MUSING = new RegExp(
  `^${MUSING_FILLER}(?:${ASKING}|user (?:asks|wants|is asking|says)|(?:we|i)(?: need| have| should| must|'m asked| am asked| are asked|'ll need)(?: to)? (?:to )?${WRITING}\\b|let me (?:think|see|recall|break|start|figure|parse|analy[sz]e|consider|draft|check|list)\\b|let's (?:think|see|break|analy[sz]e|parse|draft)\\b|they (?:want|ask|are asking)\\b)`,
  'i',
);
const MUSING_WORDS =
  /^(?:okay|ok|alright|all|hmm+|well|so|now|wait|first|right|the|this|user|we|i|i'm|let|let's|they)[,.!…]*$/i;
const MUSING_SECOND_WORDS =
  /^(?:okay|ok|alright|hmm+|well|so|now|wait|first|need|have|should|must|am|are|the|we|i|let|let's|user|question|caller|speaker|interviewer|prompt|system|task|instructions?|me|see|right|they|this|want|ask|to)$/i;

/** Enough words to be sure. */
const MUSING_WORD_COUNT = 6;

/** True for "Here are four points:", "Let me know if…" and the like. */
export function isTalk(text: string): boolean {
  return LEAD_IN.test(text) || CLOSING.test(text) || BARE_INTERJECTION.test(text);
}

/** True when talk is better than nothing: "I'll be available in June" may be the whole answer. */
export function isUsableTalk(text: string): boolean {
  return /\s|[^\p{ASCII}]{4}/u.test(text) && !EMPTY_TALK.test(text) && !BARE_INTERJECTION.test(text);
}

/** True while the words that have come could still turn out to be talk or a heading instead of an answer. */
export function mayBecomeTalk(text: string): boolean {
  const [first = '', second] = text.split(' ', 2);
  if (isTalk(text)) return true;
  const word = withoutClosingMarks(first);
  if (HEADING_WORDS.test(word)) return text.split(' ', 6).length < 6;
  return second === undefined && OPENING_WORDS.test(word);
}

/** A word of the lists in this file; what is longer is none of them, and is not searched. */
function withoutClosingMarks(word: string): string {
  return word.length > MAX_WORD_CHARACTERS ? word : word.replace(/[!,.:…]+$/, '');
}

/** True for a first sentence that is thinking without a tag. */
export function isMusing(text: string): boolean {
  return MUSING.test(text);
}

/** True while the first sentence could still turn out to be thinking. */
export function mayBecomeMusing(text: string): boolean {
  if (isMusing(text)) return true;
  const [first = '', second, ...others] = text.split(' ', MUSING_WORD_COUNT);
  if (!MUSING_WORDS.test(first)) return false;
  if (second === undefined) return true;
  return MUSING_SECOND_WORDS.test(withoutClosingMarks(second)) && others.length < MUSING_WORD_COUNT - 2;
}

/** Unmarked text without a label or politeness in front. */
export function withoutLabel(text: string): string {
  return text.replace(ANSWER_LABEL, '').replace(INTERJECTION, '');
}
