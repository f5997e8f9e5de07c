import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'oxfmt';
import type { ErrorCode } from '../engine/protocol/error-codes.ts';
import { errorCodeSchema } from '../engine/protocol/error-codes.ts';
import { findErrorMessages, type ErrorMessage } from './docs/find-error-messages.ts';
import { ERROR_MEANINGS } from './docs/error-meanings.ts';

/** `npm run docs`: writes docs/errors.md from the error codes and the messages in the sources. */

const PROJECT = path.resolve(import.meta.dirname, '..');
export const ERRORS_PAGE = path.join(PROJECT, 'docs', 'errors.md');

if (import.meta.main) writeFileSync(ERRORS_PAGE, await renderErrorDocs());

/** The whole page, formatted like every other. */
export async function renderErrorDocs(): Promise<string> {
  const messages = findErrorMessages(PROJECT);
  const sections = errorCodeSchema.options.map((code) => renderSection(code, messages.get(code) ?? []));
  const text = [
    '# Error codes',
    'Every failure has a code, a message that names the cause and a remedy. This page is written by `npm run docs` from the sources; `…` stands for a value. What to check on a machine is in [runbook.md](runbook.md).',
    ...sections,
  ].join('\n\n');
  return (await format(ERRORS_PAGE, text)).code;
}

function renderSection(code: ErrorCode, messages: readonly ErrorMessage[]): string {
  const rows = messages.map(({ message, remedy }) => `| ${cell(message)} | ${cell(remedy)} |`);
  const table = rows.length === 0 ? '' : ['| message | remedy |', '| --- | --- |', ...rows].join('\n');
  return [`## ${code}`, ERROR_MEANINGS[code], table].filter((part) => part !== '').join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('\n', ' ');
}

/** Reads the page as it is in the repository. */
export function readErrorDocs(): string {
  return readFileSync(ERRORS_PAGE, 'utf8');
}
