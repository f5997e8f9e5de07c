import type { Page } from 'playwright-core';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';
import type { ProtocolServer } from '../fakes/protocol-server.ts';
import { answeredTurn, brokenParts, healthyParts, streamingTurn } from './hud-scenes.ts';

/** What is there once the page has taken in the events; without measurements no sound arrives soon. */
export const SETTLED = '.indicator:not([data-kind="waiting"]), .hud[data-capturing="true"] .indicator';

/** Every state that the HUD can be in, as the engine reports it. */

const capture = (change: { isPaused?: boolean; isDemo?: boolean } = {}): UnstampedEvent => ({
  type: 'capture.changed',
  isCapturing: change.isPaused !== true,
  isPaused: change.isPaused ?? false,
  isDemo: change.isDemo ?? false,
  channels: change.isPaused === true ? [] : ['me', 'them'],
});

const measured = (
  channel: 'me' | 'them',
  levelDbfs: number,
  words: Pick<Extract<UnstampedEvent, { type: 'channel.measured' }>, 'isWordless' | 'isBehind'>,
): UnstampedEvent => ({
  type: 'channel.measured',
  channel,
  device: channel === 'me' ? 'Built-in microphone' : 'Sound of this computer',
  levelDbfs,
  clippedRatio: 0,
  state: 'listening',
  ...words,
  noiseFloorDbfs: -60,
  isSpeech: channel === 'them',
  lastFrameAgeMs: 12,
  lastWordAgeMs: channel === 'them' ? 400 : null,
  droppedFrameCount: 0,
});

const heard: readonly UnstampedEvent[] = [capture()];

const speaking: readonly UnstampedEvent[] = [
  { type: 'speech.started', turnId: 'p1', channel: 'them' },
  {
    type: 'transcript.extended',
    turnId: 'p1',
    channel: 'them',
    text: 'And how would you keep the counters',
    volatile: 'in step when',
  },
];

const failed: readonly UnstampedEvent[] = [
  ...streamingTurn.slice(0, 2),
  {
    type: 'failed',
    code: 'model-timeout',
    message: 'The model did not answer within 30 s.',
    remedy: 'Ask again, or choose a smaller model.',
    turnId: 's1',
  },
];

const leftAlone: readonly UnstampedEvent[] = (
  ['own-channel', 'repeat', 'not-worth-answering'] as const
).flatMap((reason, index): readonly UnstampedEvent[] => [
  {
    type: 'transcript.completed',
    turnId: `l${index}`,
    channel: reason === 'own-channel' ? 'me' : 'them',
    text: 'Could you say that once more, please?',
    startMs: 0,
    endMs: 1,
  },
  {
    type: 'question.passed',
    turnId: `l${index}`,
    channel: 'them',
    text: 'Could you say that once more, please?',
    score: 0.8,
    reason,
  },
]);

const downloading: UnstampedEvent = {
  type: 'download.progressed',
  kind: 'speech',
  name: 'base.en',
  status: 'running',
  detail: '',
  receivedBytes: 61e6,
  totalBytes: 148e6,
};

const slow: UnstampedEvent = {
  type: 'component.changed',
  state: { component: 'speech', status: 'degraded', reason: 'Speech recognition is slow here.' },
};

/** A sentence that names a device is longer than the status line has room for. */
const behind: UnstampedEvent = {
  type: 'component.changed',
  state: {
    component: 'them',
    status: 'degraded',
    reason:
      'Jabra Evolve 65 Stereo Headset (2nd) is heard, but its words are still being recognized: this machine is busy.',
    code: 'words-missing',
    notes: [{ kind: 'behind', cause: 'busy', effect: 'late', utteranceCount: 1 }],
    action: { label: 'Open settings', kind: 'open-settings', target: 'speech' },
  },
};

const stated: UnstampedEvent = {
  type: 'facts.collected',
  facts: (['commitment', 'date', 'number', 'name'] as const).map((kind, index) => ({
    kind,
    text: ['I’ll send you the proposal', 'by Friday', '40 engineers', 'Ana Silva'][index] ?? '',
    sentence: 'I’ll send you and Ana Silva, who leads 40 engineers, the proposal by Friday.',
    turnId: 'a1',
    channel: index % 2 === 0 ? 'me' : 'them',
    sinceCallBeganMs: 64_000 * (index + 1),
  })),
};

/** What a user opens over a state of the HUD. */
interface HudPanel {
  readonly over: string;
  readonly hasConsent: boolean;
  readonly open: (page: Page, engine: ProtocolServer) => Promise<void>;
}

export const HUD_PANELS: Readonly<Record<string, HudPanel>> = {
  consent: {
    over: 'ready',
    hasConsent: false,
    open: async (page) => {
      await page.locator('.welcome-actions .primary').click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  'sound-check': {
    over: 'ready',
    hasConsent: true,
    open: async (page, engine) => {
      await page.locator('.welcome-actions .button:not(.primary)').first().click();
      await engine.commanded('start-capture');
      engine.publish(capture());
      await page.locator('dialog[open] li').first().waitFor();
    },
  },
  facts: {
    over: 'answered',
    hasConsent: true,
    open: async (page, engine) => {
      await page.keyboard.press('f');
      await engine.commanded('collect-facts');
      engine.publish(stated);
      await page.locator('dialog[open] h3').first().waitFor();
    },
  },
  wipe: {
    over: 'answered',
    hasConsent: true,
    open: async (page) => {
      await page.locator('.ask .icon-button[popovertarget]').click();
      await page.locator('.ask .menu-item').last().click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  parts: {
    over: 'broken',
    hasConsent: true,
    open: (page) => page.locator('.status-line .icon-button').click(),
  },
  'answer-menu': {
    over: 'answered',
    hasConsent: true,
    open: (page) => page.locator('.answer-actions .icon-button[popovertarget]').click(),
  },
};

export const HUD_STATES: Readonly<Record<string, readonly UnstampedEvent[]>> = {
  ready: healthyParts,
  broken: brokenParts,
  'not-understood': [...healthyParts, ...brokenParts, ...heard, ...answeredTurn],
  downloading: [...brokenParts, downloading],
  listening: [...healthyParts, ...heard],
  behind: [...healthyParts, ...heard, behind],
  speaking: [...healthyParts, ...heard, ...speaking],
  waiting: [...healthyParts, ...heard, ...answeredTurn.slice(0, 2), ...streamingTurn.slice(0, 2)],
  streaming: [...healthyParts, ...heard, ...answeredTurn.slice(0, 2), ...streamingTurn, ...speaking],
  answered: [...healthyParts, ...heard, ...answeredTurn, ...leftAlone],
  'new-answer': [...healthyParts, ...heard, ...answeredTurn],
  held: [...healthyParts, ...heard, { type: 'push-to-talk.changed', isHeld: true }, ...speaking],
  failed: [...healthyParts, ...heard, ...failed],
  paused: [...healthyParts, ...heard, ...answeredTurn, capture({ isPaused: true })],
  'paused-slow': [...healthyParts, slow, ...heard, ...answeredTurn, capture({ isPaused: true })],
  demo: [...healthyParts, capture({ isDemo: true }), ...speaking],
};

/** What comes once the page shows the state: measurements, which are never replayed, and a newer answer. */
export function laterEvents(state: string): readonly UnstampedEvent[] {
  const words = state === 'behind' ? { isWordless: true, isBehind: true } : { isWordless: false };
  return [
    measured('me', -42, words),
    measured('them', -18, words),
    ...(state === 'new-answer' ? streamingTurn : []),
  ];
}
