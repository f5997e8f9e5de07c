import { expect, test } from 'vitest';
import { roleSchema, type Command, type Role } from '../../../engine/protocol/commands.ts';
import type { ModelFile } from '../../../engine/protocol/events.ts';
import type { OutsideQuestion } from '../../../engine/protocol/outside-question.ts';
import { defaultSettings, type Settings, type SettingsPatch } from '../../../engine/protocol/settings.ts';
import { guardPages } from '../../../engine/shell/guard-pages.ts';

const PAGES: readonly Role[] = ['hud', 'settings', 'history', 'capture'];
const SETTINGS: Settings = {
  ...defaultSettings,
  speech: { ...defaultSettings.speech, command: ['/bin/hear', '--fast'], model: '/models/own.bin' },
};

/** What the user was asked; `forbidden` when that kept the command from going on. */
async function ask(command: Command, role: Role = 'settings', answer: boolean | 'nobody there' = true) {
  const asked: OutsideQuestion[] = [];
  const confirm = (question: OutsideQuestion): Promise<boolean> => {
    asked.push(question);
    return Promise.resolve(answer === true);
  };
  const outcome = await guardPages(command, role, {
    settings: () => SETTINGS,
    modelFiles: { list: () => Promise.resolve([{ name: 'whisper-base' } as ModelFile]) },
    confirm: answer === 'nobody there' ? undefined : confirm,
  }).then(
    () => 'continues',
    (error: { code: string }) => error.code,
  );
  return { asked, outcome };
}

const change = (patch: SettingsPatch): Command => ({ type: 'change-settings', patch });

test.each([
  [
    'a program',
    change({ speech: { command: ['/bin/evil'] } }),
    { kind: 'run-program', subject: '["/bin/evil"]' },
  ],
  [
    'other arguments of the same program',
    change({ speech: { command: ['/bin/hear', '--exec=evil'] } }),
    { kind: 'run-program', subject: '["/bin/hear","--exec=evil"]' },
  ],
  [
    'a speech model by its path',
    change({ speech: { model: '/etc/passwd' } }),
    { kind: 'read-models', subject: '["/etc/passwd"]' },
  ],
  [
    'two models at once',
    change({ speech: { model: 'a' }, model: { embeddedModel: 'b' } }),
    { kind: 'read-models', subject: '["a","b"]' },
  ],
  [
    'a file to be imported',
    { type: 'import-model-file', kind: 'chat', path: '/x"y' },
    { kind: 'keep-model', subject: String.raw`"/x\"y"` },
  ],
] as const)('%s is asked about, and continues when it is allowed', async (_what, command, question) => {
  expect(await ask(command as Command)).toEqual({ asked: [question], outcome: 'continues' });
  expect((await ask(command as Command, 'settings', false)).outcome).toBe('forbidden');
});

test('where nobody can be asked it is refused', async () => {
  expect(await ask(change({ speech: { command: ['/bin/evil'] } }), 'settings', 'nobody there')).toEqual({
    asked: [],
    outcome: 'forbidden',
  });
});

test.each([
  ['what is set already', { speech: { command: ['/bin/hear', '--fast'], model: '/models/own.bin' } }],
  ['no program', { speech: { command: [] } }],
  ['a model of the list', { speech: { model: 'whisper-base' } }],
  ['no model', { speech: { model: '' }, model: { embeddedModel: '' } }],
  ['anything else', { answer: { bulletCount: 2 } }],
] as const)('%s is not asked about', async (_what, patch) => {
  expect(await ask(change(patch as SettingsPatch), 'settings', false)).toEqual({
    asked: [],
    outcome: 'continues',
  });
});

test('a program is asked about first, whatever else the same change holds', async () => {
  const { asked } = await ask(change({ speech: { command: ['/bin/evil'], model: '/etc/passwd' } }));
  expect(asked.map(({ kind }) => kind)).toEqual(['run-program']);
});

test('every page is guarded, and programs of the user are not', async () => {
  for (const role of roleSchema.options) {
    const { outcome } = await ask(change({ speech: { command: ['/bin/evil'] } }), role, false);
    expect([role, outcome]).toEqual([role, PAGES.includes(role) ? 'forbidden' : 'continues']);
  }
});
