import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import { answeredTurn, streamingTurn } from './hud-scenes.ts';

/** What the pictures of the README show. */

const said = (turnId: string, channel: 'me' | 'them', text: string): UnstampedEvent => ({
  type: 'transcript.completed',
  turnId,
  channel,
  text,
  startMs: 0,
  endMs: 2_000,
});

/** In the middle of a call: one question was answered, the next one is, and somebody speaks on. */
export const midCall: readonly UnstampedEvent[] = [
  {
    type: 'capture.changed',
    isCapturing: true,
    isPaused: false,
    isDemo: false,
    channels: ['me', 'them'],
  },
  ...answeredTurn.slice(0, 4),
  said('m1', 'me', 'A process has its own memory, and threads share one.'),
  {
    type: 'question.passed',
    turnId: 'm1',
    channel: 'me',
    text: 'A process has its own memory, and threads share one.',
    score: 0.1,
    reason: 'not-a-question',
  },
  said('s1', 'them', 'How would you design a rate limiter?'),
  ...streamingTurn.slice(0, 2),
  {
    type: 'answer.completed',
    turnId: 's1',
    bullets: [
      'Token bucket per API key, refilled at a steady rate',
      'Keep counters in Redis, so all nodes agree',
      'Return 429 with the time to try again',
      'Start with generous limits, then measure',
    ],
    path: 'live',
    status: 'complete',
    latencyMs: 1_400,
    firstBulletMs: 460,
    isStale: false,
  },
  { type: 'speech.started', turnId: 'p1', channel: 'them' },
  {
    type: 'transcript.extended',
    turnId: 'p1',
    channel: 'them',
    text: 'And what happens when',
    volatile: 'Redis is down',
  },
];

/** The question of the guide's last step, answered. */
export const rehearsal: readonly UnstampedEvent[] = [
  ...answeredTurn.slice(0, 3),
  {
    type: 'answer.completed',
    turnId: 'a1',
    bullets: [
      'A process has its own memory; threads share one',
      'Threads start faster and switch more cheaply',
      'A crash in one thread ends the whole process',
    ],
    path: 'live',
    status: 'complete',
    latencyMs: 1_140,
    firstBulletMs: 672,
    isStale: false,
  },
];

/** Models as they are listed, with the reasons of those that cannot be used, and one that was measured. */
export const measuredModels: readonly UnstampedEvent[] = [
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
        parameterSize: '3B',
        quantization: 'Q4_K_M',
        canThink: false,
        isRemote: false,
        isLoaded: true,
      },
      {
        name: 'nomic-embed-text:latest',
        sizeBytes: 2.7e8,
        family: 'nomic-bert',
        canThink: false,
        isRemote: false,
        isLoaded: false,
        unsuited: 'not-chat',
      },
      { name: 'gpt-oss:120b-cloud', canThink: true, isRemote: true, isLoaded: false },
    ],
  },
  {
    type: 'model.measured',
    name: 'llama3.2:3b',
    status: 'completed',
    firstTokenMs: 459,
    tokensPerSecond: 28,
    detail: '',
  },
];
