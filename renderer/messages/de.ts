import { desktop } from './de/desktop.ts';
import { errors } from './de/errors.ts';
import { facts } from './de/facts.ts';
import { files } from './de/files.ts';
import { guide } from './de/guide.ts';
import { history } from './de/history.ts';
import { hud } from './de/hud.ts';
import { notes } from './de/notes.ts';
import { parts } from './de/parts.ts';
import { settings } from './de/settings.ts';
import type { Catalogue } from './messages.ts';

export const de: Catalogue = {
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
