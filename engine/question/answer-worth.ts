/**
 * Questions that nobody needs bullets for: checks of the line, greetings, rhetorical turns of phrase,
 * requests to repeat, and tags that only ask for a nod.
 */
const NEEDLESS: readonly RegExp[] = [
  /\b(?:can|could|do) (?:you|everyone|everybody|anyone|anybody|people|y'all|you guys|you all)(?: all| guys| still| now)* (?:hear|see) (?:me|us|my|this|that|it|the screen|the slides?)\b/,
  /\b(?:am i|are you|is (?:he|she|everyone|everybody|anyone)) (?:still )?(?:on mute|muted|audible|there|here|back|frozen|with (?:us|me)|ready)\b/,
  /\bhow (?:are|have) (?:you|we|things|y'all|you guys|you been)\b(?! (?:planning|going to|gonna|handling|handle|able|using|doing (?:that|this|it)|\w+ing))/,
  /\bhow is (?:it going|everyone|everybody|your day|your morning|everything|life)\b/,
  /\bhow do you do$|\bwhat is up$|\bnice to meet you\b/,
  /^(?:is (?:this|that|it) (?:okay|ok|working|on|better|recording)|does (?:that|this|it) make sense|is that clear|are we (?:good|ready|all set|recording|live)|shall we (?:start|begin|go|move on|get started|continue)|can (?:we|i) (?:start|begin|move on|go ahead|share my screen|continue))\b/,
  /^(?:may|can|could|should) i (?:share|start|begin|interrupt|go ahead|jump in|ask (?:you )?(?:a|one|another)(?: quick| last| more)? question)\b/,
  /^(?:sorry|pardon|excuse me|come again|say (?:that |it )?again|what was that|(?:could|can|would) you (?:please )?(?:repeat|say) (?:that|it|the question)(?: again| please)?|what did you say|really|seriously|is that so|are you (?:sure|serious|kidding)|you know what i mean|know what i mean)$/,
  /^(?:who (?:knows|cares|would have thought|am i to)|what do i know|what can i say|what could go wrong|how (?:cool|great|awesome|nice|hard) (?:is|was|can|could) (?:that|this|it)(?: be)?|why bother|what is not to like|guess what|you know what)\b/,
];

/** A lone tag or nod ("right?", "okay?", "yeah?"). */
const NOD =
  /^(?:right|okay|ok|yeah|yes|no|huh|hmm|correct|yep|really|what|sorry|pardon|alright|all right|hello|hi)$/;

/** @param normalised the normalised words of one sentence, joined by blanks, openers dropped. */
export function isWorthAnswering(normalised: string): boolean {
  if (normalised === '' || NOD.test(normalised)) return false;
  return !NEEDLESS.some((pattern) => pattern.test(normalised));
}
