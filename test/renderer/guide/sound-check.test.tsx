import { expect, test } from 'vitest';
import type { Turn } from '../../../renderer/session/state.ts';
import { SoundCheck } from '../../../renderer/guide/sound-check.tsx';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';
import { withSettings } from '../settings/sections.ts';

const turn = (channel: Turn['channel']): Turn => ({
  turnId: channel,
  channel,
  speech: 'ended',
  text: 'Hello there.',
  volatile: '',
  isFinal: true,
  isDropped: false,
});
const ready = { component: 'speech', status: 'ready', reason: '' } as const;

function shown(them: 'page' | 'none', turns: readonly Turn[], isSpeech = true) {
  const heard = after([capturing(), measured({ isSpeech }), measured({ channel: 'me', isSpeech })], {
    turns,
    components: { speech: ready },
  });
  return show(<SoundCheck />, { ...heard, settings: withSettings({ audio: { them } }).settings });
}

test('before it is started there is one button, and no word of either side', () => {
  const { text } = show(<SoundCheck />, withSettings());
  expect(text).toBe('check.start');
});

test('each side says what is missing, until words come out of it', () => {
  const { text, html } = shown('page', [turn('them')]);
  expect(text).toContain('You check.sound');
  expect(text).toContain('Them check.heard');
  expect(html.match(/data-heard="true"/g)).toHaveLength(1);
  expect(text).not.toContain('check.passed');
});

test('it is passed with both sides, or with the one that is wanted', () => {
  expect(shown('page', [turn('me'), turn('them')]).text).toMatch(/check\.passed$/);
  expect(shown('none', [turn('me')]).text).toContain('check.passed-one');
  expect(shown('none', [turn('me')]).text).toContain('Them check.off');
});
