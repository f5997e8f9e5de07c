import type { Utterance } from './question-detector.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { normalisedWords } from './words.ts';

/**
 * Questions that need no bullets: checks of the line, greetings, rhetorical turns of phrase,
 * requests to repeat, and tags that only ask for a nod.
 */
const NEEDLESS: readonly RegExp[] = [
  /\b(?:can|could|do) (?:you|everyone|everybody|anyone|anybody|people|y'all|you guys|you all)(?: all| guys| still| now)* (?:hear|see) (?:me|us|my|this|that|it|the screen|the slides?)\b/,
  /\b(?:am i|are you|is (?:he|she|everyone|everybody|anyone)) (?:still )?(?:on mute|muted|audible|there|here|back|frozen|with (?:us|me)|ready)\b/,
  /\bhow (?:are|have) (?:you|we|things|y'all|you guys|you been)\b(?! (?:planning|going to|gonna|handling|handle|able|using|doing (?:that|this|it)|\w+ing))/,
  /\bhow is (?:it going|everyone|everybody|your day|your morning|everything|life)\b/,
  /\bhow do you do$|\bwhat is up$|\bnice to meet you\b/,
  /^(?:is (?:this|that|it) (?:okay|ok|working|on|better|recording)|does (?:that|this|it) make sense|is that clear|are we (?:good|ready|all set|recording|live)|shall we (?:start|begin|go|move on|get started|continue)|can (?:we|i) (?:start|begin|move on|go ahead|share my screen|continue))\b/,
  /^(?:(?:may|can|could|should) i (?:um |uh |er )?)+(?:share|start|begin|interrupt|go ahead|jump in|ask (?:you )?(?:(?:a|one|another)(?: quick| last| more)? question|something|about (?:that|this|it)$))(?:\b|$)/,
  /^(?:sorry|pardon|excuse me|come again|say (?:that |it )?again|what was that|(?:could|can|would) you (?:please )?(?:repeat|say) (?:that|it|the question)(?: again| please)?|what did you say|really|seriously|is that so|are you (?:sure|serious|kidding)|you know what i mean|know what i mean)$/,
  /^(?:who (?:knows|cares|would have (?:thought|guessed|known)|am i to)|what do i know|what can i say|how (?:cool|great|awesome|nice|hard|lucky|typical|funny|ironic|weird|strange|crazy|annoying|convenient|lovely|sad) (?:is|was|can|could) (?:that|this|it)(?: be)?|why (?:do i (?:even )?)?bother|what is not to (?:like|love)|guess what|you know what)\b/,
  /^how are (?:you|you all|we|things) doing(?: today| this (?:morning|afternoon|evening)| so far)?$/,
  /^how (?:was|is) (?:your|the) (?:weekend|week|day|morning|evening|holidays?|vacation|trip|journey|flight|drive|traffic|commute|break|christmas|easter)\b/,
  /^(?:did|have) you (?:all |both )?(?:have|had) an? (?:good|nice|great|lovely|pleasant|safe|relaxing) (?:weekend|week|day|morning|holiday|vacation|trip|journey|flight|break|time)\b/,
  /^shall we (?:get (?:going|on|into it)|crack on|dive in|jump in|kick (?:off|things off)|make a start|wrap up|leave it there)\b/,
  /^what could (?:possibly |ever )?go wrong(?: right)?$/,
  /^how hard (?:can|could) (?:it|that|this) (?:possibly )?be\b/,
  /^who (?:doesn't|wouldn't|does not|would not) (?:love|like|want|enjoy|hate)\b/,
  /^(?:who|what|why|how|where|when) .* (?:eh|huh)$/,
  // "How hard can it be, right?", but not "what happens if we don't get the ranking right?".
  /^(?:who|what|why|how|where|when) (?!.*\b(?:get|gets|getting|got|do|does|doing|done|did|set|setting|put|make|makes) (?:\S+ ){1,4}right$).* right$/,
  /^who (?:knew\b|has (?:the )?time (?:for|to)\b)/,
  /^why (?:am i not surprised|does (?:that|this|it) not surprise me|am i even)\b/,
  /^(?:can|could|would) you (?:even )?believe\b|^do(?:n't| not) you (?:just )?(?:hate|love)\b/,
  /^where (?:does|did|has|do) (?:all )?(?:the )?time (?:go|gone|fly)\b|^what would (?:we|i|you) (?:ever )?do without\b/,
  /^isn't (?:that|it|this) (?:just )?(?:typical|great|lovely|funny|wonderful|nice|always|something|ironic|crazy|amazing|awful|terrible)\b/,
  /^how is (?:the weather|life|work|business|the family)\b(?: (?:over there|today|treating you|with you))?$|^is it (?:still )?(?:raining|snowing|sunny|hot|cold|warm)\b/,
  /^did you (?:find (?:us|it|the place|the office|your way)|sleep|have a good)\b|^are you (?:both |all )?(?:well|all right|okay|ok|keeping well)$/,
  /^do you need a (?:minute|second|moment|break)\b|^(?:is )?(?:everybody|everyone) ready\b|^are we waiting (?:for|on) any/,
  /^(?:can|could|would) you (?:please )?speak (?:up|louder|slower|a (?:bit|little))\b|^is this thing (?:on|working)\b|^what let's\b/,
  /^(?:do|would) you mind if (?:i|we)\b|^(?:is it|are you) (?:okay|ok|all right|fine|good) (?:if|with) (?:i|we|us|me)\b/,
  /\bwho even \w+/,
  /^why (?:is|are|does|do|must) (?:nothing|everything|nobody|everybody) (?:always|ever|never)\b/,
  /^why (?:does|do|did|must) (?:this|that|it|they|these|those)(?: things?| kinds? of things?)? (?:always|never) (?:happen|break|fail|go wrong|work|end)\b/,
  /^(?:what else is new|is (?:not that|that not) always the way|isn't (?:that|it) always the way|when is it ever|when does it ever|what a \w+)\b/,
  /\b(?:lovely|beautiful|gorgeous|amazing|awful|terrible|horrible|freezing|boiling)\b.* (?:isn't it|aren't they|isn't that|wasn't it)$/,
];

/** A lone tag or nod ("right?", "okay?", "yeah?"). */
const NOD =
  /^(?:right|okay|ok|yeah|yes|no|huh|hmm|correct|yep|really|what|sorry|pardon|alright|all right|hello|hi)$/;

/** A figure of speech with a tag ("famous last words, right?"): no verb, no number, nothing to confirm. */
const REMARK = /^(?:famous last words|fair enough|small world|big surprise|no pressure|so far so good)\b/;

/** @param normalised the normalised words of one sentence, joined by blanks, openers dropped. */
export function isWorthAnswering(normalised: string): boolean {
  if (normalised === '' || NOD.test(normalised) || REMARK.test(normalised)) return false;
  return !NEEDLESS.some((pattern) => pattern.test(normalised));
}

/** "Six weeks?" after "they are live in six weeks": repeats what the other person said, to think about it. */
export function repeatsTheOther({ channel, previous }: Utterance, { core, opening }: SentenceShape): boolean {
  if (opening !== 'plain' || core.length === 0 || core.length > MAX_REPEATED_WORD_COUNT) return false;
  const heard = new Set(normalisedWords(previous.findLast((turn) => turn.channel !== channel)?.text ?? ''));
  return core.every((word) => heard.has(word));
}

const MAX_REPEATED_WORD_COUNT = 4;
