import { expect, test } from 'vitest';
import { engineEventSchema, type EngineEvent, type UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { applyEvent } from '../../../renderer/session/apply-event.ts';
import { spokenTurns } from '../../../renderer/session/selectors.ts';
import { takeFreshBullets } from '../../../renderer/session/turns.ts';
import { initialState, MAX_TURN_COUNT, type SessionState } from '../../../renderer/session/state.ts';
import { after, NOW_MS, stamped } from './events.ts';

const said = { turnId: 't1', channel: 'them' } as const;
const asked = {
  type: 'question.detected',
  ...said,
  text: 'What is TCP?',
  score: 0.9,
  kind: 'wh',
  origin: 'detected',
} as const;
const started = {
  type: 'answer.started',
  turnId: 't1',
  question: 'What is TCP?',
  path: 'live',
  model: 'm',
} as const;
const completed: UnstampedEvent = {
  type: 'answer.completed',
  turnId: 't1',
  bullets: ['A transport protocol'],
  path: 'live',
  status: 'complete',
  latencyMs: 900,
  firstBulletMs: 300,
  isStale: false,
};

test('a turn grows from the first word to the finished answer', () => {
  const state = after(
    { type: 'speech.started', ...said },
    { type: 'transcript.extended', ...said, text: 'What is', volatile: 'TC' },
    { type: 'transcript.completed', ...said, text: 'What is TCP?', startMs: 0, endMs: 900 },
    asked,
    { type: 'answer.waiting', turnId: 't1', reason: 'thinking', elapsedMs: 10 },
    started,
    { type: 'answer.extended', turnId: 't1', bullets: ['A transport'] },
    completed,
    { type: 'feedback.recorded', turnId: 't1', verdict: 'good', labelCount: 1 },
  );
  expect(state.turns).toEqual([
    {
      ...said,
      speech: 'ended',
      text: 'What is TCP?',
      volatile: '',
      isFinal: true,
      isDropped: false,
      question: { text: 'What is TCP?', origin: 'detected' },
      answer: {
        phase: 'complete',
        question: 'What is TCP?',
        bullets: ['A transport protocol'],
        path: 'live',
        model: 'm',
        bulletsAtMs: NOW_MS,
        firstBulletMs: 300,
        latencyMs: 900,
        isStale: false,
      },
      verdict: 'good',
    },
  ]);
  expect(state.seq).toBe(9);
});

test('partial words are shown as committed and volatile, and dropped turns keep none', () => {
  const heard = after({ type: 'transcript.extended', ...said, text: 'so', volatile: 'well' });
  expect(heard.turns[0]).toMatchObject({ text: 'so', volatile: 'well', isFinal: false });
  const dropped = after(
    { type: 'transcript.extended', ...said, text: 'so', volatile: 'well' },
    { type: 'transcript.dropped', ...said, reason: 'invented' },
  );
  expect(dropped.turns[0]).toMatchObject({ volatile: '', isDropped: true });
});

test('a turn whose rest was lost keeps its committed words and is marked', () => {
  const spoken = { ...said, text: 'so we', startMs: 0, endMs: 900 };
  const lost = after({ type: 'transcript.completed', ...spoken, isIncomplete: true });
  expect(lost.turns[0]).toMatchObject({ text: 'so we', isFinal: true, isIncomplete: true });
  const whole = after({ type: 'transcript.completed', ...spoken });
  expect(whole.turns[0]).not.toHaveProperty('isIncomplete');
});

test('an answer asked again replaces the old one and becomes the newest', () => {
  const state = after(
    asked,
    started,
    completed,
    { ...started, turnId: 't2' },
    { ...started, path: 'cached' },
  );
  expect(state.askedTurnIds).toEqual(['t2', 't1']);
  expect(state.turns[0]?.answer).toEqual({
    phase: 'streaming',
    question: 'What is TCP?',
    bullets: [],
    path: 'cached',
    model: 'm',
    bulletsAtMs: 0,
    firstBulletMs: null,
    isStale: false,
  });
});

test('refreshed bullets of a stale answer wait until they are asked for; of another one there are none', () => {
  const refreshed: UnstampedEvent = { type: 'answer.refreshed', turnId: 't1', bullets: ['New'] };
  const stale = after(asked, started, { ...completed, isStale: true }, refreshed);
  expect(stale.turns[0]?.answer).toMatchObject({
    phase: 'complete',
    bullets: ['A transport protocol'],
    isStale: true,
  });
  expect(takeFreshBullets(stale, 't1', NOW_MS).turns[0]?.answer).toMatchObject({
    phase: 'complete',
    bullets: ['New'],
    isStale: false,
  });
  const anew = after(asked, started, completed, refreshed);
  expect(takeFreshBullets(anew, 't1', NOW_MS)).toBe(anew);
});

test('waiting for a retry keeps the bullets that are there', () => {
  const state = after(
    started,
    { type: 'answer.extended', turnId: 't1', bullets: ['One'] },
    {
      type: 'answer.waiting',
      turnId: 't1',
      reason: 'retrying',
      elapsedMs: 40,
    },
  );
  expect(state.turns[0]?.answer).toMatchObject({
    phase: 'streaming',
    bullets: ['One'],
    waiting: { reason: 'retrying', elapsedMs: 40, receivedAtMs: NOW_MS },
  });
});

test('a stretch of lost sound is a line of its own', () => {
  const state = after({ type: 'sound.lost', ...said, turnId: 't9', startMs: 900, lostMs: 1_200 });
  expect(spokenTurns(state.turns)).toMatchObject([{ turnId: 't9', lostMs: 1_200, text: '' }]);
});

test('a question that is not worth answering takes no answer’s place', () => {
  const state = after(
    started,
    { ...asked, turnId: 't2' },
    {
      type: 'question.passed',
      turnId: 't2',
      channel: 'them',
      text: 'Can you hear me?',
      score: 0.9,
      reason: 'not-worth-answering',
    },
  );
  expect(state.askedTurnIds).toEqual(['t1']);
  expect(state.turns[1]).toMatchObject({ passed: 'not-worth-answering' });
  expect(state.turns[1]?.answer).toBeUndefined();
});

test('a failure belongs to its turn when there is one and is a notice otherwise', () => {
  const failure = {
    type: 'failed',
    code: 'model-timeout',
    message: 'Too slow.',
    remedy: 'Try again.',
  } as const;
  const inTurn = after(asked, { ...failure, turnId: 't1' });
  expect(inTurn.turns[0]?.answer).toMatchObject({
    phase: 'failed',
    failure: { code: 'model-timeout', message: 'Too slow.', remedy: 'Try again.' },
  });
  expect(inTurn.notice).toBeUndefined();
  expect(after({ ...failure, turnId: 'gone' }).notice).toEqual({
    code: 'model-timeout',
    message: 'Too slow.',
    remedy: 'Try again.',
    atMs: NOW_MS,
  });
});

test('a measurement carries the time it came in, and ends with the capture', () => {
  const capture = { type: 'capture.changed', isPaused: false, isDemo: false } as const;
  const measure = {
    type: 'channel.measured',
    channel: 'me',
    device: 'Desk microphone',
    levelDbfs: -30,
    noiseFloorDbfs: -60,
    clippedRatio: 0,
    state: 'listening',
    isWordless: false,
    isSpeech: true,
    lastFrameAgeMs: 12,
    lastWordAgeMs: null,
    droppedFrameCount: 0,
  } as const;
  const running = after({ ...capture, isCapturing: true, channels: ['me'] }, measure);
  expect(running.channels.me).toEqual({
    device: 'Desk microphone',
    levelDbfs: -30,
    noiseFloorDbfs: -60,
    clippedRatio: 0,
    state: 'listening',
    isWordless: false,
    isSpeech: true,
    lastFrameAgeMs: 12,
    lastWordAgeMs: null,
    droppedFrameCount: 0,
    receivedAtMs: NOW_MS,
  });
  const stopped = after({ ...capture, isCapturing: true, channels: ['me'] }, measure, {
    ...capture,
    isCapturing: false,
    channels: [],
  });
  expect(stopped.channels).toEqual({});
});

test('a long call keeps the newest turns only', () => {
  const events = Array.from({ length: MAX_TURN_COUNT + 5 }, (_, index) => ({
    type: 'speech.started' as const,
    turnId: `t${index}`,
    channel: 'me' as const,
  }));
  const { turns } = after(...events);
  expect(turns).toHaveLength(MAX_TURN_COUNT);
  expect(turns.at(-1)?.turnId).toBe(`t${MAX_TURN_COUNT + 4}`);
});

test('every event of the protocol is taken in without touching the state before it', () => {
  const samples: UnstampedEvent[] = [
    { type: 'component.changed', state: { component: 'model', status: 'ready', reason: 'm' } },
    { type: 'settings.changed', settings: defaultSettings },
    { type: 'access-token.changed', service: 'model', keptIn: 'memory', origins: ['http://a'], detail: '' },
    {
      type: 'models.listed',
      backend: 'ollama',
      address: '',
      selected: 'm',
      location: 'this-machine',
      models: [],
    },
    { type: 'model-files.listed', files: [] },
    {
      type: 'download.progressed',
      kind: 'speech',
      name: 'base.en',
      status: 'running',
      detail: '',
      receivedBytes: 1,
      totalBytes: 2,
    },
    { type: 'capture.changed', isCapturing: true, isPaused: false, isDemo: false, channels: ['me'] },
    {
      type: 'file.progressed',
      name: 'call.flac',
      status: 'running',
      heardMs: 60_000,
      speedRatio: 8,
      durationMs: 600_000,
      leftMs: 67_500,
    },
    {
      type: 'channel.measured',
      channel: 'me',
      device: '',
      levelDbfs: -9,
      noiseFloorDbfs: -60,
      clippedRatio: 0,
      state: 'listening',
      isWordless: false,
      isSpeech: false,
      lastFrameAgeMs: 0,
      lastWordAgeMs: null,
      droppedFrameCount: 0,
    },
    { type: 'speech.started', ...said },
    { type: 'speech.paused', ...said },
    { type: 'turn.ended', ...said, reason: 'silence', speechEndMs: 1 },
    { type: 'transcript.extended', ...said, text: 'a', volatile: 'b' },
    { type: 'transcript.completed', ...said, text: 'a', startMs: 0, endMs: 1 },
    { type: 'transcript.dropped', ...said, reason: 'empty' },
    { type: 'sound-test.changed', phase: 'opening', channels: [] },
    { type: 'speaker.recognized', ...said, speakerId: 1, name: '' },
    { type: 'speaker.renamed', speakerId: 1, name: 'Ann', turnIds: ['t1'] },
    { type: 'sound.lost', ...said, turnId: 't9', startMs: 900, lostMs: 1_200 },
    asked,
    { type: 'question.passed', ...said, text: 'a', score: 0.1, reason: 'repeat' },
    { type: 'answer.waiting', turnId: 't1', reason: 'queued', elapsedMs: 0 },
    started,
    { type: 'answer.extended', turnId: 't1', bullets: ['a'] },
    { type: 'answer.refreshed', turnId: 't1', bullets: ['b'] },
    completed,
    { type: 'push-to-talk.changed', isHeld: true },
    { type: 'feedback.recorded', turnId: 't1', verdict: 'bad', labelCount: 1 },
    {
      type: 'question-detector.changed',
      name: 'rules',
      threshold: 0.5,
      meaning: '',
      canRevert: false,
      labelCount: 0,
      drift: 'unknown',
      driftedFeatures: [],
    },
    { type: 'calls.wiped', scope: 'call' },
    { type: 'desktop.requested', action: 'show' },
    { type: 'metrics.measured', counters: {}, latencies: {} },
    { type: 'failed', code: 'busy', message: 'a', remedy: 'b' },
    {
      type: 'machine.described',
      system: 'linux',
      canRecordOutput: true,
      ollama: 'missing',
      ollamaModelCount: 0,
    },
    {
      type: 'model.measured',
      name: 'm',
      status: 'completed',
      firstTokenMs: 400,
      tokensPerSecond: 20,
      detail: '',
    },
    { type: 'diagnostics.collected', components: [], failures: [], turns: [] },
    { type: 'facts.collected', facts: [] },
  ];
  const types = engineEventSchema.options.map((option) => option.shape.type.value);
  expect(samples.map(({ type }) => type).sort()).toEqual([...types].sort());
  const frozen = deepFreeze(structuredClone(initialState));
  for (const event of stamped(...samples)) {
    const { seq, ...facts } = applyEvent(frozen, event, NOW_MS);
    expect(seq).toBe(event.seq);
    // Asked of the desktop app, and a name for turns that are not here: pages have nothing to show for them.
    if (event.type === 'desktop.requested' || event.type === 'speaker.renamed') continue;
    expect(facts, event.type).not.toEqual(withoutSeq(frozen, event));
  }
});

test('an event that comes late never takes the number of the newest back', () => {
  const state = { ...initialState, seq: 9 };
  const late: EngineEvent = { type: 'push-to-talk.changed', isHeld: true, seq: 4, atMs: 0 };
  expect(applyEvent(state, late, NOW_MS)).toMatchObject({ seq: 9, heldAsk: { turnIds: [] } });
});

/** The event may say what was so already, or be about an answer that is not there. */
test('the newest measurement of each model is kept', () => {
  const measured = (name: string, firstTokenMs: number) =>
    ({
      type: 'model.measured',
      name,
      status: 'completed',
      firstTokenMs,
      tokensPerSecond: 20,
      detail: '',
    }) as const;
  const state = after(measured('small', 900), measured('large', 2_000), measured('small', 400));
  expect(state.modelPaces).toEqual({
    small: { status: 'completed', firstTokenMs: 400, tokensPerSecond: 20, detail: '' },
    large: { status: 'completed', firstTokenMs: 2_000, tokensPerSecond: 20, detail: '' },
  });
});

function withoutSeq({ seq: _seq, ...facts }: SessionState, event: EngineEvent): unknown {
  return event.type === 'model-files.listed' || event.type === 'answer.refreshed' ? undefined : facts;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

test('once calls are wiped no turn is left, and the user sees what is gone', () => {
  const state = after(asked, started, { type: 'calls.wiped', scope: 'all-calls' });
  expect([state.turns, state.askedTurnIds]).toEqual([[], []]);
  expect(state.wiped).toEqual({ scope: 'all-calls', atMs: NOW_MS });
});
