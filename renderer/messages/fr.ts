import { desktop } from './fr/desktop.ts';
import { errors } from './fr/errors.ts';
import { facts } from './fr/facts.ts';
import { files } from './fr/files.ts';
import { guide } from './fr/guide.ts';
import { history } from './fr/history.ts';
import { hud } from './fr/hud.ts';
import { notes } from './fr/notes.ts';
import { parts } from './fr/parts.ts';
import { settings } from './fr/settings.ts';
import type { Catalogue } from './messages.ts';

export const fr: Catalogue = {
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
