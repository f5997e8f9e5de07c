import { errors } from './ja/errors.ts';
import { facts } from './ja/facts.ts';
import { files } from './ja/files.ts';
import { guide } from './ja/guide.ts';
import { hud } from './ja/hud.ts';
import { notes } from './ja/notes.ts';
import { parts } from './ja/parts.ts';
import { settings } from './ja/settings.ts';
import type { Catalogue } from './messages.ts';

export const ja: Catalogue = {
  ...errors,
  ...facts,
  ...files,
  ...guide,
  ...hud,
  ...notes,
  ...parts,
  ...settings,
};
