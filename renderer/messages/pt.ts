import { errors } from './pt/errors.ts';
import { facts } from './pt/facts.ts';
import { files } from './pt/files.ts';
import { guide } from './pt/guide.ts';
import { hud } from './pt/hud.ts';
import { notes } from './pt/notes.ts';
import { parts } from './pt/parts.ts';
import { settings } from './pt/settings.ts';
import type { Catalogue } from './messages.ts';

export const pt: Catalogue = {
  ...errors,
  ...facts,
  ...files,
  ...guide,
  ...hud,
  ...notes,
  ...parts,
  ...settings,
};
