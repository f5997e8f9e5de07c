import { expect, test } from 'vitest';
import { SpeakerLabel } from '../../../renderer/hud/speaker-label.tsx';
import type { Turn } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';

const shown = (change: Partial<Turn> = {}) =>
  show(
    <SpeakerLabel
      turn={{
        turnId: 't',
        channel: 'them',
        speech: 'ended',
        text: '',
        volatile: '',
        isFinal: true,
        isDropped: false,
        ...change,
      }}
    />,
  );

test('a side of the call is only named', () => {
  expect([shown().text, shown({ channel: 'me' }).text]).toEqual(['Them', 'You']);
  expect(shown().buttons).toEqual([]);
});

test('a speaker that was recognized by voice can be given a name, and has it then', () => {
  expect(shown({ speaker: { speakerId: 2, name: '' } }).buttons).toEqual(['Speaker 2']);
  const named = shown({ speaker: { speakerId: 2, name: 'Ana' } });
  expect(named.buttons).toEqual(['Ana']);
  expect(named.names.join()).toContain('Speaker 2');
});

test('what was typed was said by nobody', () => {
  const typed = { text: 'What?', origin: 'typed' } as const;
  const { text, buttons } = shown({ question: typed, speaker: { speakerId: 2, name: 'Ana' } });
  expect([text === 'Ana', buttons]).toEqual([false, []]);
});
