import { afterEach, expect, test } from 'vitest';
import { FilePanel } from '../../../renderer/files/file-panel.tsx';
import { handoverStore } from '../../../renderer/files/hand-over.ts';
import type { FileProgress } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';

type Handed = ReturnType<typeof handoverStore.getState>;

const { getInitialState } = handoverStore;
afterEach(() => void (handoverStore.getInitialState = getInitialState));

const file = (more: Partial<FileProgress> = {}): FileProgress => ({
  name: 'call.wav',
  status: 'running',
  heardMs: 30_000,
  speedRatio: 4.04,
  durationMs: 60_000,
  leftMs: 8_000,
  ...more,
});

function shown(progress: FileProgress | undefined, handed: Partial<Handed> = {}) {
  // Static markup is of the first state of a store.
  handoverStore.getInitialState = () => ({ ...getInitialState(), ...handed });
  return show(<FilePanel />, after([], { file: progress }));
}

test('how far a recording has come, how fast, and what is left', () => {
  const { html, text } = shown(file());
  expect(html).toContain('value="0.5"');
  expect(text).toContain('file.place · file.speed · file.left');
  expect(html).not.toContain('type="file"');
});

test('where nobody knows how long it is, no share is claimed', () => {
  const { html, text } = shown(file({ durationMs: null, leftMs: null }));
  expect(html).not.toContain('value=');
  expect(text).toContain('30s · file.speed');
});

test('what became of it stands there until the next one is chosen', () => {
  for (const status of ['completed', 'stopped', 'failed'] as const) {
    const { html, text } = shown(file({ status }));
    expect(text).toContain(`call.wav file.${status}`);
    expect(html).toContain('type="file"');
  }
});

test('while one is handed over it can be stopped, and no other chosen', () => {
  const { html, text } = shown(undefined, { handover: { name: 'call.m4a', sentShare: 0.25 } });
  expect(html).toContain('value="0.25"');
  expect(text).toContain('call.m4a file.stop file.sending');
  expect(html).not.toContain('type="file"');
});

test('one that was not taken says why, with its name once', () => {
  const refusal = { code: 'source-unreadable', message: 'It is not audio.', remedy: 'Convert it.' } as const;
  const handover = { name: 'call.txt', sentShare: 1, refusal };
  expect(shown(undefined, { handover }).text).toContain('call.txt: It is not audio. Convert it.');
  const named = { ...handover, refusal: { ...refusal, message: 'call.txt is not audio.' } };
  expect(shown(undefined, { handover: named }).text).not.toContain('call.txt:');
});
