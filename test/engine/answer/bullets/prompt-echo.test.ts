import { expect, test } from 'vitest';
import { createPromptEcho } from '../../../../engine/answer/bullets/prompt-echo.ts';

const echo = createPromptEcho(
  [
    {
      role: 'system',
      content: 'Answer in short bullets, no preamble at all.\n\nNotes: We use Redis for the cache.',
    },
    { role: 'user', content: 'What is TCP?' },
    { role: 'assistant', content: 'Ordered and reliable bytes\nRetransmits what is lost' },
    {
      role: 'user',
      content:
        'The call so far:\nThem: The budget is fixed. Okay, how do we do that? And why?\nMe: Do you mean Redis?\n\nThem: Which cache do you use?',
    },
  ],
  'Not in your notes',
);

test.each([
  'short bullets, no preamble at all',
  'Retransmits what is lost',
  'Which cache do you use?',
  'Okay, how do we do that?',
  'Do you mean Redis? And why?',
])('"%s" repeats the prompt', (text) => {
  expect(echo.isEcho(text)).toBe(true);
});

test.each(['short bullets', 'We use Redis for the cache.', 'Not in your notes', 'Ordered bytes', ''])(
  '"%s" may be the answer',
  (text) => {
    expect(echo.isEcho(text)).toBe(false);
  },
);

test('a beginning of an echo is held back until it cannot become one', () => {
  expect(echo.mayBecomeEcho('Retransmits what')).toBe(true);
  expect(echo.mayBecomeEcho('Retransmits nothing')).toBe(false);
  expect(echo.mayBecomeEcho('Not in')).toBe(false);
  expect(echo.mayBecomeEcho('Do you mean Redis? And')).toBe(true);
  expect(echo.mayBecomeEcho('Do you mean Redis? It')).toBe(false);
});
