/**
 * The tokens of chat templates in one table: the prompt keeps them out of quoted speech, and the markup filter
 * takes them out of what a model writes. Names are compared in lower case, with `▁` read as `_`.
 */

/** What a token outside of code means for the text around it. */
export type TokenMeaning =
  /** The model's turn is over. */
  | 'turn-end'
  /** The name of a role or channel follows, up to a line break or a token that opens the message. */
  | 'header-start'
  /** The header is over; the message follows. */
  | 'header-end'
  /** The answer follows. */
  | 'assistant'
  /** Somebody else's turn follows: a user, a tool, the system. */
  | 'other-role'
  | 'thinking-start'
  | 'thinking-end'
  /** Whatever block was open ends; what follows may be the answer. */
  | 'block-end'
  | 'ignored';

/** Tokens in angle brackets without bars, and those with bars whose name alone does not give their meaning. */
const MEANINGS: ReadonlyMap<string, TokenMeaning> = new Map([
  ...named(
    'turn-end',
    'im_end endoftext eot_id eot eom_id eom end_of_text end_of_turn end_of_sentence end_of_turn_token endofturn end_of_message end_of_utterance return eos eod turn_end call_end unused_token_145 /s',
  ),
  ...named(
    'header-start',
    'im_start start_of_turn start start_header_id header_start start_of_role role_start channel turn start_of_turn_token message_start im_user im_assistant im_system unused_token_146',
  ),
  ...named('header-end', 'message end_header_id header_end end_of_role role_end im_middle im_sep'),
  ...named('assistant', 'assistant model bot chatbot_token start_response begin_of_solution /inst'),
  ...named(
    'other-role',
    'user human system developer tool observation ipython inst sys /sys user_token system_token system_prompt available_tools tool_results',
  ),
  ...named('block-end', 'end'),
  // Gemma's medical models have no names of their own for these two.
  ...named('thinking-start', 'begin_of_thought start_thinking inner_prefix unused94'),
  ...named('thinking-end', 'end_of_thought end_thinking inner_suffix unused95'),
  ...named(
    'ignored',
    's bos bos_token pad unk sep cls mask begin_of_text begin_of_sentence startoftext begin_of_solution_end end_of_solution end_response /system_prompt /available_tools /tool_results gmask sop eop start_of_image end_of_image',
  ),
]);

const THINKING_NAME =
  /^(?:[a-z]{1,12}[_:-])?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflect(?:ion)?|analysis|scratchpad|monologue|rationale|deliberation)(?:[_:-][a-z]{1,12})?$/;
const TOOL_NAME = /^(?:tool_calls?|function_calls?|start_action|end_action)$/;
const PLACEHOLDER_NAME =
  /^(?:unused|reserved|extra_id|special|fim|placeholder)[_-]?[a-z0-9_]*$|^0x[0-9a-f]{2}$/;

/** Brackets and bars that templates put around a name. */
const TOKEN = /^(<{1,2}|\[|◁)(\/?)([|｜]?)(\/?)([a-z_:0-9▁-]+)([|｜]?) ?[/]?(?:>{1,2}|\]|▷)$/i;
/** Everything of this shape is a token wherever it stands in quoted speech. */
const BRACKETED = /\[(\/?[|｜]?\/?[A-Za-z_][A-Za-z_0-9]{0,29}[|｜]?)\]|◁(\/?[a-z_]{1,30})▷/g;

/** Families without tokens write the roles of a conversation as words. */
const ROLE_LABEL = /(?<![\p{L}\p{N}])(USER|ASSISTANT|SYSTEM|Human|Assistant)\s?:/gu;

/**
 * @param token with its brackets, e.g. `<|im_end|>`, `[/INST]`, `</think>`, `<｜User｜>`.
 * @returns undefined when it is not a token of any known template.
 */
export function meaningOf(token: string): TokenMeaning | undefined {
  const [, bracket = '', slash = '', bar = '', innerSlash = '', rawName = '', endBar = ''] =
    TOKEN.exec(token) ?? [];
  const isSquare = bracket === '[';
  const name = rawName.toLowerCase().replaceAll('▁', '_');
  if (name === '' || (isSquare && bar === '' && name === rawName)) return undefined;
  const isClosing = slash !== '' || innerSlash !== '';
  if (THINKING_NAME.test(name))
    return isClosing || name.startsWith('end_') ? 'thinking-end' : 'thinking-start';
  if (TOOL_NAME.test(name)) return isClosing ? 'block-end' : 'thinking-start';
  const hasBar = bar !== '' || endBar !== '';
  // `<channel|>` ends what `<|channel>` began.
  if (hasBar && bar === '' && !isClosing) return 'block-end';
  const meaning = MEANINGS.get(isClosing ? `/${name}` : name);
  if (meaning !== undefined) {
    return hasBar || isSquare || bracket === '<<' || BARE_NAMES.has(name) ? meaning : undefined;
  }
  return hasBar || PLACEHOLDER_NAME.test(name) ? 'ignored' : undefined;
}

/** Names that are tokens between angle brackets alone; `<start>` or `<user>` may be what an answer is about. */
const BARE_NAMES = new Set(
  's bos eos eot eod pad unk gmask sop eop end_of_turn start_of_turn start_of_image end_of_image end_of_utterance unused94 unused95'.split(
    ' ',
  ),
);

/** Quoted speech in which no template finds one of its tokens: other brackets, same words. */
export function withoutTokens(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(
      BRACKETED,
      (_, square: string | undefined, triangle: string | undefined) => `(${square ?? triangle})`,
    )
    .replaceAll(/\](?=~[!a-z])/g, ')')
    .replaceAll(/#{2,}/g, '#')
    .replaceAll(ROLE_LABEL, '$1 –');
}

function named(meaning: TokenMeaning, names: string): readonly (readonly [string, TokenMeaning])[] {
  return names.split(' ').map((name) => [name, meaning]);
}
