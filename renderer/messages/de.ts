import { errors } from './de/errors.ts';
import { facts } from './de/facts.ts';
import { files } from './de/files.ts';
import { guide } from './de/guide.ts';
import { hud } from './de/hud.ts';
import { notes } from './de/notes.ts';
import { parts } from './de/parts.ts';
import { settings } from './de/settings.ts';
import type { Catalogue } from './messages.ts';

export const de: Catalogue = {
  ...errors,
  ...facts,
  ...files,
  ...guide,
  ...hud,
  ...notes,
  ...parts,
  ...settings,
};
