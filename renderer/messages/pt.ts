import { errors } from './pt/errors.ts';
import { parts } from './pt/parts.ts';
import type { Catalogue } from './messages.ts';

export const pt: Catalogue = { ...errors, ...parts };
