import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { Question } from '../../engine/base/nouns.ts';
import { executeCommand, type CommandTargets } from '../../engine/execute-command.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';

/** Targets that note in order what was asked of them; what a test is about, it hands in. */
function noteTargets(own: Record<string, object> = {}) {
  const log: string[] = [];
  const asked: Question[] = [];
  const published: UnstampedEvent[] = [];
  const note =
    (what: string) =>
    (...values: readonly unknown[]): Promise<void> => {
      log.push([what, ...values.map((value) => JSON.stringify(value))].join(' '));
      return Promise.resolve();
    };
  const targets = {
    clock: { nowMs: () => 7, wallMs: () => 1_700 },
    nextTurnId: () => 'turn-9',
    ask: (question: Question) => asked.push(question),
    publish: (event: UnstampedEvent) => published.push(event),
    turns: {
      textOf: (turnId: string) => {
        if (turnId === 'gone') throw new EngineError('bad-argument', 'That turn is gone.', 'Ask again.');
        return `words of ${turnId}`;
      },
    },
    settings: { change: note('change'), settled: note('settled'), setDemo: note('setDemo') },
    accessTokens: { change: note('token') },
    capture: { start: note('start'), stop: note('stop'), setPaused: note('setPaused') },
    chatModel: {
      reload: note('reload model'),
      pull: note('pull'),
      trials: { choose: () => Promise.resolve(undefined) },
    },
    speech: { reload: note('reload speech') },
    history: { retry: note('retry history') },
    modelFiles: {
      list: () => Promise.resolve([]),
      import: () => Promise.resolve('mine.gguf'),
      download: note('download'),
    },
    downloads: { start: note('begin'), cancel: note('cancel download') },
    questionDetector: { record: note('record') },
    demoCallPath: '/nowhere/demo.wav',
    ...own,
  } as unknown as CommandTargets;
  return { targets, log, asked, published };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('the desktop app is asked for what it can do; Wayland lets no clicks through, which is said', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  vi.stubEnv('XDG_SESSION_TYPE', 'x11');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  const { targets, published } = noteTargets();
  await executeCommand({ type: 'control-desktop', action: 'click-through' }, targets);
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
  await executeCommand({ type: 'control-desktop', action: 'hide' }, targets);
  const refused = executeCommand({ type: 'control-desktop', action: 'click-through' }, targets);
  await expect(refused).rejects.toThrow('Under Wayland no window lets clicks through');
  expect(published).toEqual([
    { type: 'desktop.requested', action: 'click-through' },
    { type: 'desktop.requested', action: 'hide' },
  ]);
});

test('a typed question is asked as a turn of its own, with the words it is about', async () => {
  const { targets, asked } = noteTargets();
  await executeCommand({ type: 'ask', text: 'And why?', aboutTurnId: 'turn-3' }, targets);
  expect(asked).toMatchObject([
    { turnId: 'turn-9', text: 'And why?', antecedent: 'words of turn-3', origin: 'typed', askedAtMs: 7 },
  ]);
});

test('a question is regenerated in its own turn', async () => {
  const { targets, asked } = noteTargets();
  await executeCommand({ type: 'regenerate', turnId: 'turn-3' }, targets);
  expect(asked).toMatchObject([{ turnId: 'turn-3', text: 'words of turn-3', origin: 'regenerated' }]);
});

test('a turn that was passed over is recorded as missed and asked', async () => {
  const { targets, asked, log } = noteTargets();
  await executeCommand({ type: 'ask-turn', turnId: 'turn-3' }, targets);
  expect(log).toEqual(['record "turn-3" "missed"']);
  expect(asked).toMatchObject([{ turnId: 'turn-3', text: 'words of turn-3' }]);
});

test('a turn whose words are gone is refused, and nothing is recorded or asked', async () => {
  const { targets, asked, log } = noteTargets();
  await expect(executeCommand({ type: 'ask-turn', turnId: 'gone' }, targets)).rejects.toMatchObject({
    code: 'bad-argument',
  });
  expect([log, asked]).toEqual([[], []]);
});

test('consent is withdrawn only after the devices are closed', async () => {
  const { targets, log } = noteTargets();
  await executeCommand({ type: 'withdraw-consent' }, targets);
  expect(log).toEqual(['stop', 'change {"privacy":{"consentAtMs":null}}']);
});

test('consent is stamped with wall time', async () => {
  const { targets, log } = noteTargets();
  await executeCommand({ type: 'give-consent' }, targets);
  expect(log).toEqual(['change {"privacy":{"consentAtMs":1700}}']);
});

test('an access token waits for an address that was entered just before', async () => {
  const { targets, log } = noteTargets();
  await executeCommand({ type: 'set-access-token', service: 'model', token: 'abc' }, targets);
  expect(log).toEqual(['settled', 'token "model" "abc"']);
});

test('push-to-talk states after each press and release whether it is held', async () => {
  let isHeld = false;
  const pushToTalk = {
    press: () => (isHeld = true),
    release: () => (isHeld = false),
    get isHeld() {
      return isHeld;
    },
  };
  const { targets, published } = noteTargets({ pushToTalk });
  await executeCommand({ type: 'push-to-talk', phase: 'press' }, targets);
  await executeCommand({ type: 'push-to-talk', phase: 'release' }, targets);
  expect(published).toEqual([
    { type: 'push-to-talk.changed', isHeld: true },
    { type: 'push-to-talk.changed', isHeld: false },
  ]);
});

test('a demo that was not installed is refused before any setting changes', async () => {
  const { targets, log } = noteTargets();
  await expect(executeCommand({ type: 'play-demo' }, targets)).rejects.toMatchObject({
    code: 'source-missing',
  });
  expect(log).toEqual([]);
});

test.each([
  ['speech', { speech: { model: 'mine.gguf', recognizer: 'auto' } }],
  ['chat', { model: { embeddedModel: 'mine.gguf' } }],
] as const)('an imported %s model is listed and used', async (kind, patch) => {
  const { targets, log, published } = noteTargets();
  await executeCommand({ type: 'import-model-file', kind, path: '/home/me/mine.gguf' }, targets);
  expect(published.map(({ type }) => type)).toEqual(['model-files.listed']);
  expect(log).toEqual([`change ${JSON.stringify(patch)}`]);
});

test('a pulled model is chosen and loaded once it has come', async () => {
  let useIt = (): Promise<void> => Promise.resolve();
  const downloads = {
    start: (_kind: string, _name: string, _open: unknown, onDone: () => Promise<void>) => (useIt = onDone),
  };
  const { targets, log } = noteTargets({ downloads });
  await executeCommand({ type: 'pull-model', name: 'llama3.2:3b' }, targets);
  expect(log).toEqual([]);
  await useIt();
  expect(log).toEqual(['change {"model":{"name":"llama3.2:3b"}}', 'reload model']);
});

test('when no model was chosen the settings stay', async () => {
  const { targets, log } = noteTargets();
  await executeCommand({ type: 'choose-model' }, targets);
  expect(log).toEqual([]);
});

test.each([
  ['model', 'reload model'],
  ['speech', 'reload speech'],
  ['history', 'retry history'],
  ['microphone', 'start'],
  ['them', 'start'],
] as const)('a retry of %s starts that part again', async (component, effect) => {
  const { targets, log } = noteTargets();
  await executeCommand({ type: 'retry', component }, targets);
  expect(log).toEqual([effect]);
});

test('a retry of what cannot be retried is refused', async () => {
  const { targets } = noteTargets();
  await expect(executeCommand({ type: 'retry', component: 'push-to-talk' }, targets)).rejects.toMatchObject({
    code: 'bad-argument',
  });
});

test('a push-to-talk key that could not be had comes with the way to another one', async () => {
  const { targets, published } = noteTargets();
  await executeCommand({ type: 'report-push-to-talk', isRegistered: false, detail: 'F9 is taken' }, targets);
  expect(published).toMatchObject([
    {
      type: 'component.changed',
      state: {
        component: 'push-to-talk',
        status: 'degraded',
        action: { kind: 'open-settings', target: 'keys' },
      },
    },
  ]);
});
