import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { mostPrivate, salvageSettings } from '../../../engine/settings/salvage-settings.ts';

const CONSENTED = { ...defaultSettings.privacy, consentAtMs: 1_700_000_000_000 };

test('what fits is taken, what is absent has its default, and neither is a problem', () => {
  expect(salvageSettings({ ...defaultSettings, model: { name: 'toy' } })).toEqual({
    settings: { ...defaultSettings, model: { ...defaultSettings.model, name: 'toy' } },
    problems: [],
  });
});

test('a field of no use costs itself alone; a section, its fields; all are named', () => {
  const { settings, problems } = salvageSettings({
    ...defaultSettings,
    model: { name: 'toy', permitCount: 99, colour: 'red' },
    turn: 'short',
    weather: {},
    version: 7,
  });
  expect(settings.model).toEqual({ ...defaultSettings.model, name: 'toy' });
  expect(settings.turn).toEqual(defaultSettings.turn);
  expect(problems).toEqual(['model.permitCount', 'model.colour', 'turn', 'weather', 'version']);
});

test('a retired field is no problem', () => {
  const speech = { ...defaultSettings.speech, shortContext: true };
  expect(salvageSettings({ ...defaultSettings, speech })).toEqual({
    settings: defaultSettings,
    problems: [],
  });
});

test('a field under the name of an older version is taken under that of today', () => {
  const { them: _them, ...audio } = defaultSettings.audio;
  expect(salvageSettings({ ...defaultSettings, audio: { ...audio, others: 'monitor' } })).toEqual({
    settings: { ...defaultSettings, audio: { ...defaultSettings.audio, them: 'monitor' } },
    problems: [],
  });
});

test('nothing of an object’s own kind is taken for a setting', () => {
  const stored: unknown = JSON.parse('{"version":1,"__proto__":{"model":{"name":"toy"}},"constructor":1}');
  const { settings, problems } = salvageSettings(stored as Record<string, unknown>);
  expect(settings.model.name).toBe('');
  expect(problems).toEqual(['__proto__', 'constructor']);
});

test('every contradiction is resolved and named', () => {
  const { settings, problems } = salvageSettings({
    ...defaultSettings,
    turn: { minHangoverMs: 1_900, maxHangoverMs: 1_300 },
    keys: { ...defaultSettings.keys, pause: 'F9', copyAnswer: 'F9', wipe: 'F9' },
  });
  expect(settings.turn).toEqual(defaultSettings.turn);
  expect([settings.keys.pause, settings.keys.copyAnswer, settings.keys.wipe]).toEqual(['F9', '', '']);
  expect(problems).toEqual(['turn.minHangoverMs', 'keys.copyAnswer', 'keys.wipe']);
});

test('among damage words are kept only where the file says so', () => {
  const damaged = { ...defaultSettings, turn: 0 };
  const retention = (privacy: unknown): string =>
    salvageSettings({ ...damaged, privacy }).settings.privacy.retention;
  expect(retention({ retention: 'keep' })).toBe('keep');
  expect(retention({ retention: '30-days' })).toBe('30-days');
  expect([retention({}), retention({ retention: 'for ever' }), retention(undefined)]).toEqual([
    'session',
    'session',
    'session',
  ]);
});

test('who gave consent before there was a guide does not see it', () => {
  const { guide: _guide, ...older } = defaultSettings;
  expect(salvageSettings({ ...older, privacy: CONSENTED }).settings.guide.step).toBe('done');
  expect(salvageSettings(older).settings.guide.step).toBe('consent');
  expect(salvageSettings({ ...defaultSettings, privacy: CONSENTED }).settings.guide.step).toBe('consent');
});

test('the most private settings let no word or sound out', () => {
  const open = {
    ...defaultSettings,
    model: { ...defaultSettings.model, allowRemoteModels: true },
    speech: { ...defaultSettings.speech, recognizer: 'openai' as const },
    privacy: CONSENTED,
  };
  expect(mostPrivate(open)).toEqual({
    ...defaultSettings,
    privacy: { ...defaultSettings.privacy, retention: 'session' },
  });
});
