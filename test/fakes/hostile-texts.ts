/** Short tokens that, repeated, have cost text rules dear: marks, labels, brackets, other scripts. */
const HOSTILE_TOKENS: readonly string[] = [
  ['[', ']', '(', ')', '<', '>', '{', '`', '```', '*', '**', '_', '__', '~~', '#', '|', '"', "'", '\\', '&'],
  ['1. ', '- ', '• ', '* ', '> ', '(1) ', 'a) ', 'sure, ', 'answer: ', 'okay. ', 'the user ', 'i need to '],
  ['.', '. ', '! ', ', ', '; ', ': ', '…', '。', '、', ' ', '\t', '\n', '\r\n', '\n\n', '\u2028'],
  ['<think>', '</think>', '<|', '<|im_end|', '[INST', '◁', '</', '![', '](', '[a](', '&amp;', '<call>'],
  ['a', 'A', '0', 'é', '数', 'ש', 'ع', 'ก', '🚀', '👩‍💻', '\u202E', '\u200D', '\uD800', '\uFE0F', 'e.g. '],
  [
    '\u009D',
    '\u001B]',
    '\u001B[',
    '\u0090a',
    '\u001B[0;',
    '](',
    '{"',
    '-->',
    '<|a|',
    '00:00',
    '--',
    'a@',
    'a-',
  ],
  [
    'analysis',
    'thinking ',
    'question: ',
    'x=',
    '||||',
    '- a\n',
    'A b. ',
    '\u0000',
    'http://',
    '@',
    'the ',
    'of ',
  ],
  ['\\"', '":', '::', '. .'],
  ['be ', 'is ', 'who ', 'how much ', 'a time ', 'when ', 'your ', 'by ', 'to ', 'and '],
].flat();

/** The tokens, and pairs of them: each with another one. */
export function hostileUnits(): readonly string[] {
  const pairs = HOSTILE_TOKENS.flatMap((first, index) =>
    [7].map((step) => first + (HOSTILE_TOKENS[(index + step) % HOSTILE_TOKENS.length] ?? '')),
  );
  return [...HOSTILE_TOKENS, ...pairs];
}

export function repeated(unit: string, lengthCharacters: number): string {
  return unit.repeat(Math.ceil(lengthCharacters / unit.length)).slice(0, lengthCharacters);
}
