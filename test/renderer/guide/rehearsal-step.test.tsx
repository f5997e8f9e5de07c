import { expect, test } from 'vitest';
import { RehearsalStep } from '../../../renderer/guide/rehearsal-step.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { capturing } from '../moments.ts';
import { after } from '../render.tsx';
import { withSettings } from '../settings/sections.ts';
import { recommendedFile, showStep } from './show-step.tsx';

const model = { component: 'model', status: 'ready', reason: '' } as const;
const speech = { component: 'speech', status: 'ready', reason: '' } as const;
const none = { component: 'model', status: 'failed', reason: '', code: 'model-missing' } as const;
const shown = (more: Partial<SessionState>, ...events: Parameters<typeof after>[0]) =>
  showStep(<RehearsalStep />, after(events, more));

test('with a model a question can be typed or taken from the samples, and only then be sent', () => {
  const { buttons } = shown({ components: { model } });
  expect(buttons).toEqual([
    'guide.rehearsal.sample-1',
    'guide.rehearsal.sample-2',
    'guide.rehearsal.sample-3',
    '[guide.rehearsal.send]',
  ]);
});

test('it can be said where speech is understood and was agreed to', () => {
  const { settings } = withSettings({ privacy: { consentAtMs: 1 } });
  const components = { model, speech };
  expect(shown({ components, settings }).buttons).toContain('guide.rehearsal.say');
  expect(shown({ components }).buttons).not.toContain('guide.rehearsal.say');
  expect(shown({ components, settings }, capturing()).buttons).toContain('guide.rehearsal.hold');
});

test('without one the demo shows it, and what is missing can be fetched', () => {
  const lacking = { components: { model: none }, modelFiles: [recommendedFile('chat')] };
  expect(shown(lacking).buttons).toEqual(['guide.rehearsal.demo', 'guide.rehearsal.get']);
  expect(shown(lacking, capturing({ isDemo: true })).buttons).toEqual(['guide.rehearsal.demo-stop']);
  const download = {
    kind: 'chat',
    name: 'chat-model',
    status: 'running',
    detail: '',
    receivedBytes: 1,
    totalBytes: 2,
  } as const;
  expect(shown({ ...lacking, downloads: { 'chat-model': download } }).buttons).not.toContain(
    'guide.rehearsal.get',
  );
});

test('the answer stands below with its time, and the sound check follows', () => {
  const { text } = shown({ components: { model } }, ...answeredTurn);
  expect(text).toContain('Threads need locks around shared data');
  expect(text).toContain('guide.rehearsal.answered');
  expect(text).toContain('guide.rehearsal.next');
});

test('an answer that failed says why', () => {
  const failure = { code: 'busy', message: 'It is busy.', remedy: 'Wait for it.' } as const;
  const state = after(answeredTurn, { components: { model } });
  const turns = state.turns.map((turn) =>
    turn.answer
      ? { ...turn, answer: { ...turn.answer, phase: 'failed' as const, bullets: [], failure } }
      : turn,
  );
  const { text } = showStep(<RehearsalStep />, { ...state, turns });
  expect(text).toContain('It is busy.');
  expect(text).not.toContain('guide.rehearsal.waiting');
});
