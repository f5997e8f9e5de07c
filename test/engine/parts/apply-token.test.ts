import { expect, test } from 'vitest';
import { applyToken } from '../../../engine/parts/apply-token.ts';
import { RECOGNIZER_NAMES, RECOGNIZER_NEEDS, defaultSettings } from '../../../engine/protocol/settings.ts';

function reloadedBy(service: 'model' | 'speech', recognizer: 'auto' | (typeof RECOGNIZER_NAMES)[number]) {
  const reloaded: string[] = [];
  const note = (what: string) => ({
    reload: () => {
      reloaded.push(what);
      return Promise.resolve();
    },
  });
  const settings = { ...defaultSettings, speech: { ...defaultSettings.speech, recognizer } };
  applyToken(service, settings, {
    chatModel: note('model'),
    speech: note('speech'),
    background: (_name, work) => void work(),
  });
  return reloaded;
}

test('a new token for the model server reloads the model', () => {
  expect(reloadedBy('model', 'auto')).toEqual(['model']);
});

test('a new token for speech reloads a recognizer on a server, and none on this machine', () => {
  const reloading = (['auto', ...RECOGNIZER_NAMES] as const).filter(
    (name) => reloadedBy('speech', name).length > 0,
  );
  expect(reloading).toEqual(RECOGNIZER_NAMES.filter((name) => RECOGNIZER_NEEDS[name] === 'server'));
});
