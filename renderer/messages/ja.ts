import { desktop } from './ja/desktop.ts';
import { errors } from './ja/errors.ts';
import { facts } from './ja/facts.ts';
import { files } from './ja/files.ts';
import { guide } from './ja/guide.ts';
import { history } from './ja/history.ts';
import { hud } from './ja/hud.ts';
import { notes } from './ja/notes.ts';
import { parts } from './ja/parts.ts';
import { settings } from './ja/settings.ts';
import type { Catalogue } from './messages.ts';

export const ja: Catalogue = {
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
