import { desktop } from './es/desktop.ts';
import { errors } from './es/errors.ts';
import { facts } from './es/facts.ts';
import { files } from './es/files.ts';
import { guide } from './es/guide.ts';
import { history } from './es/history.ts';
import { hud } from './es/hud.ts';
import { notes } from './es/notes.ts';
import { parts } from './es/parts.ts';
import { settings } from './es/settings.ts';
import type { Catalogue } from './messages.ts';

export const es: Catalogue = {
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
