import { expect, test } from 'vitest';
import { callKindOf } from '../../../engine/answer/prompt/call-kind.ts';
import type { Language } from '../../../engine/protocol/settings.ts';
import { LANGUAGE_NAMES, loadMessages } from '../../../renderer/messages/languages.ts';

const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];
const KINDS = ['interview', 'sales', 'support', 'meeting'] as const;

test.each(LANGUAGES)('each preset of %s is known to the prompt as its kind of call', async (language) => {
  const { t } = await loadMessages(language);
  const kinds = KINDS.map((kind) =>
    callKindOf({ role: t(`settings.preset.${kind}.role`), topic: t(`settings.preset.${kind}.topic`) }),
  );
  expect(kinds).toEqual(KINDS);
});
