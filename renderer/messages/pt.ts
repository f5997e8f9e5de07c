import { errors } from './pt/errors.ts';
import { guide } from './pt/guide.ts';
import { parts } from './pt/parts.ts';
import type { Catalogue } from './messages.ts';

export const pt: Catalogue = { ...errors, ...guide, ...parts };
