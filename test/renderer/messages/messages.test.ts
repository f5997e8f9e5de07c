import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorCodeSchema } from '../../../engine/protocol/error-codes.ts';
import { guide } from '../../../renderer/messages/en/guide.ts';
import { settings } from '../../../renderer/messages/en/settings.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { failureText, reasonText } from '../../../renderer/messages/engine-texts.ts';
import { SETTINGS_SECTIONS } from '../../../renderer/parts/view-state.ts';
import { LANGUAGE_NAMES, loadMessages, resolveLanguage } from '../../../renderer/messages/languages.ts';
import type { Language } from '../../../engine/protocol/settings.ts';

const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];

test('the browser’s first language that Sotto has is taken, whatever its region', () => {
  expect(resolveLanguage('auto', ['nl-NL', 'pt-BR', 'en'])).toBe('pt');
  expect(resolveLanguage('auto', ['nl', 'constructor'])).toBe('en');
  expect(resolveLanguage('ja', ['de'])).toBe('ja');
});

test.each(LANGUAGES)('no text of a window or a notice names a command, in %s', (language) => {
  const folder = path.resolve(import.meta.dirname, '../../../renderer/messages', language);
  const texts = readdirSync(folder)
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'))
    .filter((line) => /^ +['"]/.test(line));
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.join('\n')).not.toMatch(/`|\b(?:ctl|tccutil|sudo|npm|ollama (?:run|pull|serve))\b/i);
});

test('amounts are read in the unit that fits', async () => {
  const { duration, age, latency, bytes, percent } = await loadMessages('en');
  expect([0, 440, 9_949, 9_950, 59_499, 60_000, 3_600_000].map(duration)).toEqual([
    '0.0s',
    '0.4s',
    '9.9s',
    '10s',
    '59s',
    '1m',
    '1h',
  ]);
  expect([0, 440, 4_600, 59_600].map(age)).toEqual(['0s', '0s', '5s', '1m']);
  expect([3.2, 999, 1_140].map(latency)).toEqual(['3ms', '999ms', '1.1s']);
  expect([0, 999, 1_500, 148e6, 4.7e9].map(bytes)).toEqual([
    '0 byte',
    '999 byte',
    '2 kB',
    '148 MB',
    '4.7 GB',
  ]);
  expect(percent(0.42)).toBe('42%');
});

test('amounts follow the language', async () => {
  const german = await loadMessages('de');
  expect(german.bytes(4.7e9)).toBe('4,7\u00a0GB');
  expect(german.number(12_345.5)).toBe('12.345,5');
});

test('parameters are put in', async () => {
  const { t } = await loadMessages('en');
  expect(t('download.cancel-name', { name: 'base.en' })).toBe('Cancel the download of base.en');
});

test.each(LANGUAGES)('every error code has a message and a remedy of its own in %s', async (language) => {
  const { t } = await loadMessages(language);
  const messages = errorCodeSchema.options.map((code) => t(`error.${code}`));
  const remedies = errorCodeSchema.options.map((code) => t(`remedy.${code}`));
  expect(new Set(messages).size).toBe(errorCodeSchema.options.length);
  expect(remedies.filter((remedy) => remedy.length < 5)).toEqual([]);
});

test.each(LANGUAGES)(
  'a remedy names the section of the settings as the settings do in %s',
  async (language) => {
    const [english, { t }] = await Promise.all([loadMessages('en'), loadMessages(language)]);
    const wrong = errorCodeSchema.options.filter((code) => {
      const section = /Settings, (\w+)/.exec(english.t(`remedy.${code}`))?.[1]?.toLowerCase();
      const named = SETTINGS_SECTIONS.find((name) => name === section);
      return (
        section !== undefined && !(named && t(`remedy.${code}`).includes(t(`settings.section.${named}`)))
      );
    });
    expect(wrong).toEqual([]);
  },
);

test('German says “du” throughout, but for what somebody else might ask', async () => {
  const { de } = await import('../../../renderer/messages/de.ts');
  const formal = Object.entries(de).filter(
    ([key, wording]) =>
      !key.startsWith('guide.rehearsal.sample-') &&
      // Not “Sie” at the start of a sentence, which may be “she” or “it”.
      /(?<!^|[.:!?] )\bSie\b|\bIh(?:r|re|ren|rem|nen)\b/.test(JSON.stringify(wording).slice(1)),
  );
  expect(formal.map(([key]) => key)).toEqual([]);
});

test('a failure is shown in the engine’s words in English and by its code elsewhere', async () => {
  const failure = {
    code: 'model-missing',
    message: 'Ollama has no model called qwen.',
    remedy: 'Run `ollama pull qwen`.',
  } as const;
  expect(failureText(await loadMessages('en'), failure)).toEqual({
    message: 'Ollama has no model called qwen.',
    remedy: 'Choose or download one in Settings, Model.',
    detail: '',
  });
  expect(failureText(await loadMessages('de'), failure)).toEqual({
    message: 'Es gibt kein Modell, das antworten könnte.',
    remedy: 'Wähle oder lade eines: Einstellungen, Modell.',
    detail: 'Ollama has no model called qwen.',
  });
});

test('what runs is named in the language of the page, but for its names', async () => {
  const german = await loadMessages('de');
  const runs = (component: ComponentState['component'], reason: string): string =>
    reasonText(german, { component, status: 'ready', reason });
  expect(runs('speech', 'whisper.cpp · base.en · CPU, 2 threads')).toBe(
    'whisper.cpp · base.en · CPU, 2 Threads',
  );
  expect(runs('voice-detector', 'Silero VAD · CPU, 1 thread')).toBe('Silero VAD · CPU, 1 Thread');
  expect(runs('question-detector', 'trained 2026-11-25')).toBe('An Gesprächen trainiert (25.11.2026)');
  expect(runs('question-detector', 'rules')).toBe('Lesbare Regeln');
  expect(runs('microphone', 'Microphone')).toBe('Mikrofon');
  expect(runs('them', 'Sound of this computer')).toBe('Ton dieses Rechners');
  expect(runs('microphone', 'Headset')).toBe('Headset');
});

test('the words of an unforeseen error are not shown', async () => {
  const failure = { code: 'internal', message: 'EPIPE: write', remedy: 'Try again.' } as const;
  for (const language of ['en', 'de'] as const) {
    const shown = failureText(await loadMessages(language), failure);
    expect(JSON.stringify(shown)).not.toContain('EPIPE');
  }
});

test('the HUD needs no text of the rooms that are loaded later', () => {
  const renderer = path.resolve(import.meta.dirname, '../../../renderer');
  const sources = ['hud', 'parts', 'session', 'capture', 'hud-root.tsx', 'hud-page.tsx']
    .flatMap((name) =>
      name.includes('.')
        ? [name]
        : readdirSync(path.join(renderer, name)).map((file) => path.join(name, file)),
    )
    .map((file) => readFileSync(path.join(renderer, file), 'utf8'))
    .join('\n');
  expect(sources).toContain("t('needs-link.title')");
  const prefixes = new Set(Object.keys({ ...guide, ...settings }).map((key) => key.split('.')[0] ?? key));
  const used = [...prefixes].filter((prefix) => new RegExp(`t\\(['\`]${prefix}\\.`).test(sources));
  expect(used).toEqual([]);
});
