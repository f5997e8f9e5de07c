import { expect, test } from 'vitest';
import type { ModelFile } from '../../../engine/protocol/events.ts';
import { ModelFiles } from '../../../renderer/settings/model-files.tsx';
import type { Download, SessionState } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';

const file = (more: Partial<ModelFile> = {}): ModelFile => ({
  kind: 'speech',
  name: 'base',
  bytes: 100,
  licence: 'MIT',
  languages: ['*'],
  isPresent: true,
  isRecommended: false,
  partialBytes: 0,
  ...more,
});
const download = (more: Partial<Download>): Download => ({
  kind: 'speech',
  name: 'base',
  status: 'running',
  detail: '',
  receivedBytes: 1,
  totalBytes: 4,
  ...more,
});

function shown(files: readonly ModelFile[], more: Partial<SessionState> = {}, selected = '', canUse = true) {
  const onSelect = (): void => undefined;
  return show(
    <ModelFiles kind="speech" title="Files" selected={selected} {...(canUse && { onSelect })} />,
    after([], { modelFiles: files, ...more }),
  );
}

/** Buttons of the rows, without the one that imports. */
const actionsOf = (...given: Parameters<typeof shown>): number => shown(...given).buttons.length - 1;

test('what is here can be used and deleted, what is in use only deleted, what is not here fetched', () => {
  expect(actionsOf([file()])).toBe(2);
  expect(actionsOf([file()], {}, 'base')).toBe(1);
  expect(shown([file()], {}, 'base').text).toContain('settings.files.in-use');
  expect(actionsOf([file({ isPresent: false })])).toBe(1);
  expect(shown([file({ isPresent: false })]).text).toContain('settings.files.download');
});

test('of a kind of which Sotto takes the best one none is chosen', () => {
  expect(actionsOf([file()], {}, '', false)).toBe(1);
});

test('a download that was begun is resumed, one that runs shows its progress alone', () => {
  expect(shown([file({ isPresent: false, partialBytes: 50 })]).text).toContain('settings.files.resume');
  const running = shown([file()], { downloads: { base: download({}) } });
  expect(running.html).toContain('<progress');
  expect(running.text).not.toContain('settings.files.delete');
});

test('a download that failed says why', () => {
  const failed = { base: download({ status: 'failed', detail: 'The disk is full.' }) };
  expect(shown([file({ isPresent: false })], { downloads: failed }).text).toContain('The disk is full.');
});

test('only files of the kind are listed, and without one that is said', () => {
  const { text } = shown([file({ kind: 'chat', name: 'chatter' })]);
  expect(text).not.toContain('chatter');
  expect(text).toContain('settings.files.none');
});

test('a model of sherpa-onnx is added as a folder, others as a file', () => {
  expect(show(<ModelFiles kind="sherpa-onnx" title="" />).html).toContain('webkitdirectory');
  expect(shown([]).html).toContain('accept=".bin"');
});
