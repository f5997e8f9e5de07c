import { beforeAll, describe, expect, test } from 'vitest';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import {
  actionText,
  deviceName,
  failureText,
  nameText,
  reasonText,
} from '../../../renderer/messages/engine-texts.ts';
import { loadMessages } from '../../../renderer/messages/languages.ts';
import type { Messages } from '../../../renderer/messages/messages.ts';

let en: Messages;
let de: Messages;
beforeAll(async () => {
  [en, de] = await Promise.all([loadMessages('en'), loadMessages('de')]);
});

const FAILURE = { code: 'busy', message: 'Ann is busy.', remedy: 'Wait for Ann.' } as const;
const state = (more: Partial<ComponentState>): ComponentState => ({
  component: 'model',
  status: 'ready',
  reason: '',
  ...more,
});

describe('a failure', () => {
  test('is reported in the engine’s own words in English, and by its code elsewhere, with those as detail', () => {
    expect(failureText(en, FAILURE)).toEqual({
      message: 'Ann is busy.',
      remedy: 'Wait for Ann.',
      detail: '',
    });
    expect(failureText(de, FAILURE)).toEqual({
      message: de.t('error.busy'),
      remedy: de.t('remedy.busy'),
      detail: 'Ann is busy.',
    });
  });

  test('that names a command or a variable of the terminal is reported by its code everywhere', () => {
    const forTerminal = { ...FAILURE, message: 'SOTTO_PORT is taken.', remedy: 'Run `npm ci`.' };
    expect(failureText(en, forTerminal)).toEqual({
      message: en.t('error.busy'),
      remedy: en.t('remedy.busy'),
      detail: '',
    });
  });

  test('that nobody foresaw never shows the words of a program', () => {
    const message = "Cannot read properties of undefined (reading 'x')";
    const texts = [en, de].map((messages) =>
      failureText(messages, { ...FAILURE, code: 'internal', message }),
    );
    expect(JSON.stringify(texts)).not.toContain('undefined');
  });
});

test('a device is called by its name, and one without a name in the language of the page', () => {
  expect(deviceName(de, 'Jabra Evolve')).toBe('Jabra Evolve');
  expect(deviceName(de, 'system sound')).toBe(de.t('device.computer'));
});

test('what runs is named alike everywhere, but for the words in it that are not names', () => {
  expect(nameText(en, 'Whisper base · CPU, 2 threads')).toContain('Whisper base · CPU');
  expect(nameText(de, 'Whisper base · CPU, 2 threads')).toBe(
    `Whisper base · CPU, ${de.t('state.threads', { count: 2 })}`,
  );
  expect(nameText(de, 'rules')).toBe(de.t('state.rules'));
  expect(nameText(en, 'trained 2026-11-21')).toContain('2026');
});

describe('the reason of a part', () => {
  test('is the name of what runs, in every language', () => {
    const ready = state({ reason: 'llama3.2:3b · Ollama' });
    expect([reasonText(en, ready), reasonText(de, ready)]).toEqual([
      'llama3.2:3b · Ollama',
      'llama3.2:3b · Ollama',
    ]);
  });

  test('is the engine’s sentence in English only; elsewhere the code says it', () => {
    const failed = state({
      status: 'failed',
      reason: 'Ollama does not answer.',
      code: 'model-server-unreachable',
    });
    expect(reasonText(en, failed)).toBe('Ollama does not answer.');
    expect(reasonText(de, failed)).toBe(de.t('error.model-server-unreachable'));
  });

  test('without words is its status', () => {
    expect(reasonText(de, state({ status: 'starting' }))).toBe(de.t('state.starting'));
  });

  test('is put together from notes, with what is behind and how many utterances', () => {
    const text = reasonText(
      de,
      state({
        component: 'speech',
        status: 'degraded',
        reason: 'Speech recognition is behind.',
        notes: [{ kind: 'behind', cause: 'slow', effect: 'late', utteranceCount: 3 }],
      }),
    );
    expect(text).toContain('3');
    expect(text).not.toContain('behind');
  });
});

test('a button says what it does; what is running is tried again, not started', () => {
  const action = { label: 'Try again', kind: 'start-capture' } as const;
  expect([actionText(en, action), actionText(de, action)]).toEqual(['Try again', de.t('action.retry')]);
  expect(actionText(de, { label: 'Listen', kind: 'start-capture' })).toBe(de.t('action.start-capture'));
});
