import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { wordsOf } from '../../engine/question/words.ts';
import { rowSchema } from './dataset.ts';
import type { Row } from './dataset.ts';
import { cohensKappa } from './metrics.ts';

/** Something in the data that would make figures wrong (`error`) or needs to be known (`warning`). */
export interface DataFinding {
  readonly severity: 'error' | 'warning';
  readonly check:
    | 'schema'
    | 'duplicate-id'
    | 'split-conversation'
    | 'fold-leak'
    | 'contradiction'
    | 'label-leak'
    | 'balance';
  readonly message: string;
  readonly count: number;
  /** Up to five examples: row ids or line numbers. */
  readonly examples: readonly string[];
}

export interface DataCheck {
  readonly file: string;
  readonly rows: number;
  readonly positives: number;
  /** Share of questions by source and by fold. */
  readonly balance: Readonly<Record<string, { readonly n: number; readonly positiveRatio: number }>>;
  /** Agreement of two independent labels by source: about the best that any detector can be held to. */
  readonly ceilings: Readonly<Record<string, { readonly n: number; readonly kappa: number }>>;
  readonly findings: readonly DataFinding[];
}

/** Utterances this short are the same in every call ("yeah"), so equal ones do not count as copies. */
const MIN_COPY_WORD_COUNT = 6;
const MIN_CONTRADICTION_WORD_COUNT = 4;
const MAX_EXAMPLE_COUNT = 5;

/** @throws EngineError 'bad-argument' when the file cannot be read. */
export async function checkQuestionData(file: string): Promise<DataCheck> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EngineError(
      'bad-argument',
      `There is no data file at ${file}.`,
      'Give the path of a JSON Lines file.',
      { cause },
    );
  });
  const { rows, misfits } = parseRows(text);
  const findings = [
    finding('error', 'schema', 'lines do not fit the schema', misfits),
    finding('error', 'duplicate-id', 'ids occur twice', repeatedIds(rows)),
    finding('error', 'split-conversation', 'conversations lie in several folds', splitConversations(rows)),
    finding(
      'warning',
      'fold-leak',
      'longer utterances occur word for word in two folds',
      copiesAcrossFolds(rows),
    ),
    finding('warning', 'contradiction', 'longer utterances carry both labels', contradictions(rows)),
    finding('error', 'label-leak', 'rows have a question mark in `asr`', leaks(rows)),
    ...balanceFindings(rows),
  ].filter((found) => found.count > 0);
  return {
    file: path.basename(file),
    rows: rows.length,
    positives: rows.filter((row) => row.question).length,
    balance: balanceOf(rows),
    ceilings: ceilingsOf(rows),
    findings,
  };
}

/** @throws EngineError 'bad-argument' when a check found an error. */
export function assertUsable(check: DataCheck): void {
  const wrong = check.findings.find((found) => found.severity === 'error');
  if (!wrong) return;
  throw new EngineError(
    'bad-argument',
    `${check.file}: ${wrong.count} ${wrong.message} (${wrong.examples.join(', ')}).`,
    'Correct the data before training or measuring on it.',
  );
}

export function printDataCheck(check: DataCheck, print: (line: string) => void): void {
  print(`${check.file}: ${check.rows} rows, ${check.positives} questions`);
  for (const [name, { n, positiveRatio }] of Object.entries(check.balance)) {
    print(
      `  ${name.padEnd(44)}${String(n).padStart(6)} rows ${(100 * positiveRatio).toFixed(1).padStart(6)} % questions`,
    );
  }
  for (const [source, { n, kappa }] of Object.entries(check.ceilings)) {
    print(
      `  ${source}: label and question mark were given independently on ${n} rows, kappa ${kappa.toFixed(2)}`,
    );
    print('  Treat it as the ceiling: two people agree no better.');
  }
  if (check.findings.length === 0) print('  Nothing wrong found.');
  for (const found of check.findings) {
    print(`  ${found.severity}: ${found.count} ${found.message} (${found.examples.join(', ')})`);
  }
}

function parseRows(text: string): { rows: Row[]; misfits: string[] } {
  const rows: Row[] = [];
  const misfits: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = rowSchema.safeParse(parseJson(line));
    if (parsed.success) rows.push(parsed.data);
    else misfits.push(`line ${index + 1}`);
  }
  return { rows, misfits };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function finding(
  severity: DataFinding['severity'],
  check: DataFinding['check'],
  message: string,
  found: readonly string[],
): DataFinding {
  return { severity, check, message, count: found.length, examples: found.slice(0, MAX_EXAMPLE_COUNT) };
}

function repeatedIds(rows: readonly Row[]): string[] {
  return rowsBy(rows, (row) => row.id).flatMap(([id, same]) => (same.length > 1 ? [id] : []));
}

function splitConversations(rows: readonly Row[]): string[] {
  return rowsBy(rows, (row) => row.conv).flatMap(([conversation, same]) =>
    foldCount(same) > 1 ? [conversation] : [],
  );
}

function copiesAcrossFolds(rows: readonly Row[]): string[] {
  return rowsBy(rows, (row) => keyOf(row, MIN_COPY_WORD_COUNT)).flatMap(([, same]) =>
    foldCount(same) > 1 ? [same.map((row) => row.id).join(' = ')] : [],
  );
}

function contradictions(rows: readonly Row[]): string[] {
  return rowsBy(rows, (row) => keyOf(row, MIN_CONTRADICTION_WORD_COUNT)).flatMap(([, same]) =>
    new Set(same.map((row) => row.question)).size > 1 ? [same.map((row) => row.id).join(' ≠ ')] : [],
  );
}

function leaks(rows: readonly Row[]): string[] {
  return rows.filter((row) => /[?？]/.test(row.asr ?? '')).map((row) => row.id);
}

function balanceFindings(rows: readonly Row[]): DataFinding[] {
  const ratios = rowsBy(rows, (row) => (row.fold === undefined ? undefined : `fold ${row.fold}`));
  const overall = positiveRatio(rows);
  const odd = ratios.filter(([, same]) => Math.abs(positiveRatio(same) - overall) > overall / 2);
  const isOneSided = rows.length > 0 && (overall === 0 || overall === 1);
  return [
    finding(
      'warning',
      'balance',
      'folds have a share of questions far from the rest',
      odd.map(([name]) => name),
    ),
    finding('warning', 'balance', 'kind of label only', isOneSided ? [String(overall === 1)] : []),
  ];
}

function balanceOf(rows: readonly Row[]): DataCheck['balance'] {
  const groups = [
    ...rowsBy(rows, (row) => row.source),
    ...rowsBy(rows, (row) => (row.fold === undefined ? undefined : `fold ${row.fold}`)),
  ];
  return Object.fromEntries(
    groups.map(([name, same]) => [name, { n: same.length, positiveRatio: positiveRatio(same) }]),
  );
}

/** Where the label comes from the mark itself, the two agree by construction and say nothing. */
function ceilingsOf(rows: readonly Row[]): DataCheck['ceilings'] {
  const twice = rows.filter((row) => row.qmark !== undefined && row.act?.startsWith('punct:') !== true);
  return Object.fromEntries(
    rowsBy(twice, (row) => row.source).map(([source, same]) => [
      source,
      {
        n: same.length,
        kappa: cohensKappa(
          same.map((row) => row.question),
          same.map((row) => row.qmark === true),
        ),
      },
    ]),
  );
}

function rowsBy(rows: readonly Row[], keyOfRow: (row: Row) => string | undefined): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOfRow(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups];
}

function keyOf(row: Row, minWordCount: number): string | undefined {
  const words = wordsOf(row.asr ?? row.text);
  return words.length < minWordCount ? undefined : words.join(' ');
}

function foldCount(rows: readonly Row[]): number {
  return new Set(rows.map((row) => row.fold)).size;
}

function positiveRatio(rows: readonly Row[]): number {
  return rows.length === 0 ? 0 : rows.filter((row) => row.question).length / rows.length;
}
