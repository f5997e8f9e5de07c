import { expect, test } from 'vitest';
import { loadMessages } from '../../../renderer/messages/languages.ts';
import { speakerText } from '../../../renderer/messages/speaker-text.ts';

test('a name goes before a number, a number before the side, and a shared microphone has no side', async () => {
  const en = await loadMessages('en');
  expect([
    speakerText(en, { channel: 'them', speakerId: 2, speakerName: 'Ana' }),
    speakerText(en, { channel: 'them', speakerId: 2, speakerName: '' }),
    speakerText(en, { channel: 'them' }),
    speakerText(en, { channel: 'me' }),
    speakerText(en, { channel: 'me', isShared: true }),
  ]).toEqual(['Ana', 'Speaker 2', 'Them', 'You', en.t('speaker.room')]);
});
