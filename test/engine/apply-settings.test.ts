import { expect, test } from 'vitest';
import { applySettings, type FollowingParts } from '../../engine/apply-settings.ts';
import { defaultSettings, type Settings } from '../../engine/protocol/settings.ts';

/** Parts that note what was asked of them. */
function noteParts(): { readonly parts: FollowingParts; readonly asked: string[] } {
  const asked: string[] = [];
  const note =
    (what: string) =>
    (...values: readonly unknown[]): void =>
      void asked.push([what, ...values].join(' '));
  const parts = {
    capture: { restartIfListening: note('restart capture') },
    speech: { reload: note('reload speech'), publishState: note('report speech') },
    speakers: { reload: note('reload speakers') },
    chatModel: { reload: note('reload model') },
    limiter: { resize: note('resize limiter') },
    questionDetector: { applySettings: note('apply to detector') },
    cache: { clear: note('clear cache') },
    monitoring: { enable: note('monitoring') },
    publish: ({ type }: { type: string }) => note('publish')(type),
    background: (_name: string, work: () => unknown) => void work(),
  } as unknown as FollowingParts;
  return { parts, asked };
}

type Patch = { readonly [Part in keyof Settings]?: Partial<Settings[Part]> };

/** What a change makes happen beside the event and the limiter, which follow every change. */
function effectsOf(patch: Patch): readonly string[] {
  const { parts, asked } = noteParts();
  const after = structuredClone(defaultSettings) as unknown as Record<string, object>;
  for (const [part, values] of Object.entries(patch)) after[part] = { ...after[part], ...(values as object) };
  void applySettings(defaultSettings, after as unknown as Settings, parts);
  const [published, resized, ...others] = asked;
  expect([published, resized]).toEqual([
    'publish settings.changed',
    `resize limiter ${(after as unknown as Settings).model.permitCount}`,
  ]);
  return others;
}

test.each<[string, Patch, readonly string[]]>([
  ['nothing', {}, []],
  ['another model', { model: { name: 'llama3.2:3b' } }, ['reload model']],
  ['more permits, read for each answer', { model: { permitCount: 4 } }, []],
  ['speculation, read for each answer', { model: { speculation: false } }, []],
  ['another recognizer', { speech: { recognizer: 'openai' } }, ['reload speech']],
  ['the language, read for each pass', { speech: { language: 'de' } }, ['report speech']],
  ['telling speakers apart', { speech: { speakers: true } }, ['report speech', 'reload speakers']],
  ['the vocabulary, read for each pass', { speech: { vocabulary: 'Kafka' } }, ['report speech']],
  ['another microphone', { audio: { microphone: 'recorder' } }, ['restart capture']],
  ['who may ask at the microphone', { audio: { answerMicrophone: true } }, []],
  ['retention of the session only', { privacy: { retention: 'session' } }, ['clear cache']],
  ['metrics', { server: { metrics: true } }, ['monitoring true']],
  ['sensitivity', { question: { sensitivity: 0.9 } }, ['apply to detector']],
  ['answers on request only', { question: { onlyOnRequest: true } }, []],
  ['how answers look', { answer: { bulletCount: 2 } }, []],
])('a change of %s reaches the parts that must follow at once, and no other', (_what, patch, effects) => {
  expect(effectsOf(patch)).toEqual(effects);
});

test('keeping calls again clears no cache', async () => {
  const { parts, asked } = noteParts();
  const session = {
    ...defaultSettings,
    privacy: { ...defaultSettings.privacy, retention: 'session' },
  } as const;
  await applySettings(session, defaultSettings, parts);
  expect(asked).not.toContain('clear cache');
});
