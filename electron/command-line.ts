import { z } from 'zod';
import { desktopActionSchema } from '../engine/protocol/events.ts';

/** What a second start tells the first about itself: the program to start instead of it, should it be quitting. */
export const secondStartSchema = z.object({ program: z.string() });
export type SecondStart = z.infer<typeof secondStartSchema>;

/** What starts this app again. An AppImage is gone from where it was mounted once it has ended. */
export function ownProgram(): string {
  return process.env['APPIMAGE'] ?? process.execPath;
}

const ctlVerbSchema = z.enum([...desktopActionSchema.options, 'ask', 'pause', 'resume', 'wipe']);
export type CtlVerb = z.infer<typeof ctlVerbSchema>;

/**
 * What a start of the app wants of the one that runs: `sotto ctl hide` hides it. Desktops that keep the keys to
 * themselves can bind such a command to one.
 * @returns undefined for a plain start.
 */
export function verbInArguments(argv: readonly string[]): CtlVerb | undefined {
  const ctlIndex = argv.indexOf('ctl');
  return ctlIndex === -1 ? undefined : ctlVerbSchema.safeParse(argv[ctlIndex + 1]).data;
}
