import { z } from 'zod';
import { desktopActionSchema } from '../engine/protocol/events.ts';

const ctlVerbSchema = z.enum([...desktopActionSchema.options, 'ask', 'pause', 'resume', 'wipe']);
export type CtlVerb = z.infer<typeof ctlVerbSchema>;

/**
 * What a second start of the app wants of the first: `sotto ctl hide` hides it, a plain start shows it. Desktops
 * that keep the keys to themselves can bind such a command to one.
 */
export function verbInArguments(argv: readonly string[]): CtlVerb {
  const ctlIndex = argv.indexOf('ctl');
  const verb = ctlIndex === -1 ? undefined : ctlVerbSchema.safeParse(argv[ctlIndex + 1]).data;
  return verb ?? 'show';
}
