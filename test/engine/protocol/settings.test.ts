import { expect, test } from 'vitest';
import {
  defaultSettings,
  modelServerKinds,
  modelServerUrls,
  settingsPatchSchema,
  settingsSchema,
  type SettingsPatch,
} from '../../../engine/protocol/settings.ts';
import { speechLanguageNames } from '../../../renderer/settings/speech-languages.ts';

function isTaken(language: string): boolean {
  return settingsPatchSchema.safeParse({ speech: { language } }).success;
}

test.each(['xx', 'zz', 'EN', 'en-GB', 'english', ''])('"%s" is not a language', (language) => {
  const parsed = settingsPatchSchema.safeParse({ speech: { language } });
  expect(JSON.stringify(parsed.error?.issues)).toContain('the code of a language, such as \\"en\\"');
});

test('every language that can be picked is taken', () => {
  expect(['auto', ...Object.keys(speechLanguageNames('en'))].filter((code) => !isTaken(code))).toEqual([]);
});

test('the defaults fit their own schema', () => {
  expect(settingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
});

test.each<[string, SettingsPatch]>([
  ['an address of another kind', { model: { ollamaUrl: 'file:///etc/passwd' } }],
  ['an address with a password', { model: { openaiUrls: ['http://me:secret@127.0.0.1:1'] } }],
  ['an address with a key', { speech: { serverUrl: 'https://gpu.example/v1?api_key=secret' } }],
  ['an address with a token', { model: { ollamaUrl: 'https://gpu.example/?x=1&access_token=secret' } }],
  ['a name of several lines', { model: { name: 'a\nb' } }],
  ['a program with a null character', { speech: { command: ['a\0b'] } }],
  ['no key to talk', { keys: { pushToTalk: '' } }],
  ['a consent of the day after tomorrow', { privacy: { consentAtMs: Date.now() + 2 * 86_400_000 } }],
  ['a part of no name', { audio: { ignoredPrograms: [''] } }],
])('%s is refused, without repeating a secret', (_title, patch) => {
  const { error } = settingsPatchSchema.safeParse(patch);
  expect(error?.issues[0]?.message).toMatch(/\.$/);
  expect(JSON.stringify(error?.issues)).not.toContain('secret');
});

test('an address may have a query that is no secret', () => {
  const model = { openaiUrls: ['https://gpu.example/v1?api-version=2024-10-21'] };
  expect(settingsPatchSchema.safeParse({ model }).success).toBe(true);
});

test('an unknown section or field is refused', () => {
  expect(settingsPatchSchema.safeParse({ weather: {} }).success).toBe(false);
  expect(settingsPatchSchema.safeParse({ model: { colour: 'red' } }).success).toBe(false);
});

test('a token goes only where requests of its kind of server go', () => {
  const model = { ...defaultSettings.model, openaiUrls: ['http://127.0.0.1:1', 'https://gpu.example'] };
  expect(modelServerUrls('ollama', model)).toEqual([model.ollamaUrl]);
  expect(modelServerUrls('openai', model)).toEqual(model.openaiUrls);
  expect(modelServerUrls('embedded', model)).toEqual([]);
});

test('left to itself Ollama is preferred, and the built-in model may stand in', () => {
  expect(modelServerKinds({ backend: 'auto' })).toEqual(['ollama', 'embedded']);
  expect(modelServerKinds({ backend: 'openai' })).toEqual(['openai']);
});
