import { errors } from './ja/errors.ts';
import { guide } from './ja/guide.ts';
import { parts } from './ja/parts.ts';
import type { Catalogue } from './messages.ts';

export const ja: Catalogue = { ...errors, ...guide, ...parts };
