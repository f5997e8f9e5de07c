import type { Role } from './commands.ts';
import { engineEventSchema, type EngineEvent, type EngineEventType } from './events.ts';
import { defaultSettings, type Settings } from './settings.ts';

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

/** The parts of the settings that a page needs which neither shows nor changes them; no notes, no addresses. */
const SETTINGS_PARTS_BY_ROLE: Partial<Record<Role, (settings: Settings) => Partial<Settings>>> = {
  history: ({ appearance }) => ({ appearance }),
  capture: ({ appearance, audio }) => ({ appearance, audio }),
};

/** @returns the event as a role may see it: parts of the settings that it does not need stand at their defaults. */
export function eventForRole(event: EngineEvent, role: Role): EngineEvent {
  const partsOf = SETTINGS_PARTS_BY_ROLE[role];
  if (event.type !== 'settings.changed' || !partsOf) return event;
  return { ...event, settings: { ...defaultSettings, ...partsOf(event.settings) } };
}
