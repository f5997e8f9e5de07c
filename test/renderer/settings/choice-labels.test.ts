import { expect, test } from 'vitest';
import { en } from '../../../renderer/messages/en.ts';
import { createMessages } from '../../../renderer/messages/messages.ts';
import { RECOGNIZER_NAMES } from '../../../engine/protocol/settings.ts';
import { choiceLabels } from '../../../renderer/settings/choice-labels.ts';

const messages = createMessages('en', en);

test('a choice is called by its text, and one without a text by its own name', () => {
  expect(
    choiceLabels(['auto', 'ollama', 'brand-new'], (name) => `settings.model.backend.${name}`, messages),
  ).toEqual({
    auto: 'Automatic',
    ollama: 'Ollama',
    'brand-new': 'brand-new',
  });
});

test('each recognizer has a text of its own', () => {
  const labels = choiceLabels(RECOGNIZER_NAMES, (name) => `settings.speech.recognizer.${name}`, messages);
  for (const name of RECOGNIZER_NAMES) expect(labels[name]).not.toBe(name);
});
