import type { Role } from './commands.ts';
import { engineEventSchema, type EngineEventType } from './events.ts';

const ALL_EVENTS = engineEventSchema.options.map((option) => option.shape.type.value);

/** What the settings panel shows; nothing that was said, asked or answered is among it. */
const SETTINGS_EVENTS: readonly EngineEventType[] = [
  'component.changed',
  'settings.changed',
  'access-token.changed',
  'models.listed',
  'model-files.listed',
  'download.progressed',
  'capture.changed',
  'channel.measured',
  'sound-test.changed',
  'machine.described',
  'model.measured',
  'diagnostics.collected',
  'metrics.measured',
  'push-to-talk.changed',
  'question-detector.changed',
  'calls.wiped',
  'failed',
];

/** What the server sends to each role; no client receives more than it needs. */
export const EVENTS_BY_ROLE: Readonly<Record<Role, ReadonlySet<EngineEventType>>> = {
  hud: new Set(ALL_EVENTS.filter((type) => type !== 'access-token.changed' && type !== 'desktop.requested')),
  settings: new Set(SETTINGS_EVENTS),
  shell: new Set<EngineEventType>([
    'settings.changed',
    'capture.changed',
    'push-to-talk.changed',
    'answer.started',
    'answer.completed',
    'calls.wiped',
    'desktop.requested',
  ]),
  history: new Set<EngineEventType>(['settings.changed', 'calls.wiped']),
  // What a hidden page has to know to open and close devices.
  capture: new Set<EngineEventType>(['settings.changed', 'capture.changed']),
  cli: new Set(ALL_EVENTS),
};
