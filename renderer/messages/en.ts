import { desktop } from './en/desktop.ts';
import { errors } from './en/errors.ts';
import { facts } from './en/facts.ts';
import { files } from './en/files.ts';
import { guide } from './en/guide.ts';
import { history } from './en/history.ts';
import { hud } from './en/hud.ts';
import { notes } from './en/notes.ts';
import { parts } from './en/parts.ts';
import { settings } from './en/settings.ts';

/** English, which defines the keys: a file a room of the interface, in every language. */
export const en = {
  ...desktop,
  ...errors,
  ...facts,
  ...files,
  ...guide,
  ...history,
  ...hud,
  ...notes,
  ...parts,
  ...settings,
};
