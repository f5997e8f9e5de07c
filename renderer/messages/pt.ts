import { desktop } from './pt/desktop.ts';
import { errors } from './pt/errors.ts';
import { facts } from './pt/facts.ts';
import { files } from './pt/files.ts';
import { guide } from './pt/guide.ts';
import { history } from './pt/history.ts';
import { hud } from './pt/hud.ts';
import { notes } from './pt/notes.ts';
import { parts } from './pt/parts.ts';
import { settings } from './pt/settings.ts';
import type { Catalogue } from './messages.ts';

export const pt: Catalogue = {
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
