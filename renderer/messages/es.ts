import { errors } from './es/errors.ts';
import { parts } from './es/parts.ts';
import type { Catalogue } from './messages.ts';

export const es: Catalogue = { ...errors, ...parts };
