import { z } from 'zod';
import { componentNoteSchema } from './component-notes.ts';
import { errorCodeSchema } from './error-codes.ts';

/** A part of Sotto that can be missing or broken; each has a state, a reason and one action. */
export const componentNameSchema = z.enum([
  'microphone',
  'them',
  'voice-detector',
  'speech',
  'speakers',
  'question-detector',
  'model',
  'history',
  'settings',
  'push-to-talk',
  'call',
]);
export type ComponentName = z.infer<typeof componentNameSchema>;

/** The one thing that a user can do about a component; a client turns it into a button. */
export const componentActionSchema = z.strictObject({
  /** A verb first: "Pick a model". */
  label: z.string(),
  kind: z.enum([
    'retry',
    'open-settings',
    'give-consent',
    'start-capture',
    'pull-model',
    'download-speech-model',
    'download-chat-model',
    'try-demo',
    'revert-question-detector',
  ]),
  /** Component, model name, settings section or shell command, by kind. */
  target: z.string().optional(),
});
export const componentStatusSchema = z.enum(['off', 'starting', 'ready', 'degraded', 'failed']);
export const componentStateSchema = z.strictObject({
  component: componentNameSchema,
  status: componentStatusSchema,
  /** One line: what runs ("whisper.cpp · base.en · CPU, 2 threads") or what is wrong. */
  reason: z.string(),
  /** The reason in parts, for clients in languages other than English: a name, and the statement about it. */
  name: z.string().optional(),
  notes: z.array(componentNoteSchema).readonly().optional(),
  code: errorCodeSchema.optional(),
  action: componentActionSchema.optional(),
});
export type ComponentState = z.infer<typeof componentStateSchema>;
