import type { ComponentState } from '../../engine/protocol/component-state.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';

/** Moments of a call as the engine reports them, for page tests. */

const part = (state: ComponentState): UnstampedEvent => ({ type: 'component.changed', state });

export const brokenParts: readonly UnstampedEvent[] = [
  part({
    component: 'speech',
    status: 'failed',
    reason: 'No speech model is on this machine yet.',
    code: 'speech-model-missing',
    action: { label: 'Download base.en', kind: 'download-speech-model', target: 'base.en' },
  }),
  part({
    component: 'model',
    status: 'failed',
    reason: 'Ollama does not answer at 127.0.0.1:11434.',
    code: 'model-server-unreachable',
    action: { label: 'Look again', kind: 'retry', target: 'model' },
  }),
  part({
    component: 'push-to-talk',
    status: 'degraded',
    reason: 'Another program has these keys.',
    code: 'keys-taken',
    action: { label: 'Choose another key', kind: 'open-settings', target: 'keys' },
  }),
];

export const healthyParts: readonly UnstampedEvent[] = [
  part({ component: 'microphone', status: 'off', reason: 'Not listening' }),
  part({ component: 'speech', status: 'ready', reason: 'whisper.cpp · base.en · CPU, 2 threads' }),
  part({ component: 'model', status: 'ready', reason: 'llama3.2:3b · Ollama' }),
  part({ component: 'push-to-talk', status: 'off', reason: 'In this window only' }),
  {
    type: 'models.listed',
    backend: 'ollama',
    address: 'http://127.0.0.1:11434',
    selected: 'llama3.2:3b',
    location: 'this-machine',
    models: [
      {
        name: 'llama3.2:3b',
        sizeBytes: 2e9,
        family: 'llama',
        canThink: false,
        isRemote: false,
        isLoaded: true,
      },
      {
        name: 'qwen3:8b',
        sizeBytes: 5.2e9,
        family: 'qwen3',
        canThink: true,
        isRemote: false,
        isLoaded: false,
      },
      { name: 'gpt-oss:120b-cloud', canThink: true, isRemote: true, isLoaded: false },
    ],
  },
  {
    type: 'model-files.listed',
    files: [
      {
        kind: 'speech',
        name: 'base.en',
        bytes: 148e6,
        licence: 'MIT',
        languages: ['en'],
        isPresent: true,
        isRecommended: true,
        partialBytes: 0,
      },
      {
        kind: 'speech',
        name: 'small',
        bytes: 488e6,
        licence: 'MIT',
        languages: ['*'],
        isPresent: false,
        isRecommended: false,
        partialBytes: 120e6,
      },
    ],
  },
  {
    type: 'question-detector.changed',
    name: 'trained',
    threshold: 0.5,
    meaning: 'Finds 8 of 10 questions, about 3 needless answers an hour.',
    canRevert: true,
    labelCount: 12,
    drift: 'high',
    driftedFeatures: ['levelDbfs', 'speakingRate'],
  },
];

/** One answered question, then a statement that was passed over. */
export const answeredTurn: readonly UnstampedEvent[] = [
  {
    type: 'transcript.completed',
    turnId: 'a1',
    channel: 'them',
    text: 'What is the difference between a process and a thread?',
    startMs: 0,
    endMs: 2_000,
  },
  {
    type: 'question.detected',
    turnId: 'a1',
    channel: 'them',
    text: 'What is the difference between a process and a thread?',
    score: 0.97,
    kind: 'wh',
    origin: 'detected',
  },
  {
    type: 'answer.started',
    turnId: 'a1',
    question: 'What is the difference between a process and a thread?',
    path: 'speculated',
    model: 'llama3.2:3b',
  },
  {
    type: 'answer.completed',
    turnId: 'a1',
    bullets: ['A process has its own memory; threads share one', 'Threads need locks around shared data'],
    path: 'speculated',
    status: 'complete',
    latencyMs: 1_140,
    firstBulletMs: 212,
    isStale: false,
  },
  {
    type: 'transcript.completed',
    turnId: 'a2',
    channel: 'them',
    text: 'Right, and we run mostly on Kubernetes here.',
    startMs: 3_000,
    endMs: 5_000,
  },
  {
    type: 'question.passed',
    turnId: 'a2',
    channel: 'them',
    text: 'Right, and we run mostly on Kubernetes here.',
    score: 0.1,
    reason: 'not-a-question',
  },
];

/** A question whose third bullet is still being written. */
export const streamingTurn: readonly UnstampedEvent[] = [
  {
    type: 'question.detected',
    turnId: 's1',
    channel: 'them',
    text: 'How would you design a rate limiter?',
    score: 0.97,
    kind: 'directive',
    origin: 'detected',
  },
  {
    type: 'answer.started',
    turnId: 's1',
    question: 'How would you design a rate limiter?',
    path: 'live',
    model: 'llama3.2:3b',
  },
  {
    type: 'answer.extended',
    turnId: 's1',
    bullets: [
      'Token bucket per API key, refilled at a steady rate',
      'Keep counters in Redis, so all nodes agree',
      'Return 429 with',
    ],
  },
];
