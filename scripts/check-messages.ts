import path from 'node:path';
import { noteLine } from '../engine/base/terminal.ts';
import { de } from '../renderer/messages/de.ts';
import { en } from '../renderer/messages/en.ts';
import { es } from '../renderer/messages/es.ts';
import { fr } from '../renderer/messages/fr.ts';
import { ja } from '../renderer/messages/ja.ts';
import { pt } from '../renderer/messages/pt.ts';
import { findCatalogueProblems } from './messages/catalogue-problems.ts';
import { readMessageSources } from './messages/message-sources.ts';

/** Part of `npm run check`: every message is there in every language, and the pages or the desktop app use it. */

const PROJECT = path.resolve(import.meta.dirname, '..');

const problems = findCatalogueProblems(en, { es, de, fr, pt, ja }, readMessageSources(PROJECT));
problems.forEach((problem) => noteLine(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
