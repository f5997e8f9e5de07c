import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { createVoiceDetectors } from '../../../engine/vad/voice-detectors.ts';

function stage() {
  const states: ComponentState[] = [];
  const settings = structuredClone(defaultSettings);
  const detectors = createVoiceDetectors({
    settings: () => settings,
    log: silentLogger,
    publishState: (state) => states.push(state),
  });
  return { states, settings, detectors };
}

test('the neural detector is loaded before the first sound, is ready, and serves every channel', async () => {
  const { states, detectors: loaded } = stage();
  await using detectors = loaded;
  await detectors.warm();
  const [mine, theirs] = [await detectors.create(), await detectors.create()];
  expect([mine.name, theirs.name]).toEqual(['silero', 'silero']);
  expect(mine).not.toBe(theirs);
  expect(new Set(states.map(({ component, status }) => `${component} ${status}`))).toEqual(
    new Set(['voice-detector ready']),
  );
  mine[Symbol.dispose]();
  theirs[Symbol.dispose]();
});

test('the kind that is chosen counts from the next channel on, and the simpler one is as good when asked for', async () => {
  const { states, settings, detectors: loaded } = stage();
  await using detectors = loaded;
  using first = await detectors.create();
  settings.audio = { ...settings.audio, voiceDetector: 'energy' };
  using second = await detectors.create();
  expect([first.name, second.name]).toEqual(['silero', 'energy']);
  expect(states.at(-1)).toEqual({
    component: 'voice-detector',
    status: 'ready',
    reason: 'energy detector, as chosen in Settings',
  });
});
