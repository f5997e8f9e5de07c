import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VoicesStep } from '../../../renderer/guide/voices-step.tsx';
import type { Machine } from '../../../renderer/session/state.ts';
import { after } from '../render.tsx';
import { withSettings } from '../settings/sections.ts';
import { showStep } from './show-step.tsx';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

const machine = (canRecordOutput: boolean): Machine => ({
  system: 'linux',
  canRecordOutput,
  ollama: 'missing',
  ollamaModelCount: 0,
});
const shown = (change: Parameters<typeof withSettings>[0], canRecordOutput = true) =>
  showStep(<VoicesStep />, withSettings(change, { machine: machine(canRecordOutput) }));

test('what is set is marked, and before anybody chose nothing is', () => {
  expect(shown({}).html).not.toContain('data-chosen="true"');
  expect(shown({ question: { onlyOnRequest: true } }).html).toContain('data-chosen="true"');
});

test('how the call is heard is asked once the call is what is listened to', () => {
  expect(shown({}).text).not.toContain('guide.how.title');
  expect(shown({ audio: { them: 'monitor' } }).text).toContain('guide.how.monitor');
});

test('what is recommended depends on what this machine can hear', () => {
  expect(shown({}).text).toContain('guide.voices.why-monitor');
  expect(shown({}, false).text).toContain('guide.voices.why-room');
});

test('before the settings are known nothing can be chosen', () => {
  expect(showStep(<VoicesStep />, after([])).html).toBe('');
});
