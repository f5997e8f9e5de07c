import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../engine/base/clock.ts';
import { localIso, localMinute } from '../../engine/base/local-time.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { isTaken } from '../../engine/base/regular-file.ts';
import { resolveDataDir } from '../../engine/settings/config.ts';
import type { CallSummary, ExportFormat, HistoryHit } from '../../engine/history/call-record.ts';
import { withTimes } from '../../engine/history/export-call.ts';
import { HISTORY_FILE_NAME, openHistory, type History } from '../../engine/history/history-store.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';

const FORMATS: readonly ExportFormat[] = ['md', 'json', 'srt'];

export const command: CliCommand = {
  summary: 'Past calls: list them, search them, export one.',
  usage: 'history [search TEXT | export ID --format md|json|srt]',
  run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { format: { type: 'string', default: 'md' } },
      allowPositionals: true,
    });
    const [action, ...rest] = positionals;
    const file = path.join(resolveDataDir(process.env), HISTORY_FILE_NAME);
    // No file means no calls; looking must not make one.
    using history = openHistory({
      path: isTaken(file) ? file : ':memory:',
      isReadOnly: true,
      clock: systemClock,
      log: silentLogger,
    });
    switch (action) {
      case undefined:
        listCalls(history, io);
        break;
      case 'search':
        searchCalls(history, rest.join(' '), io);
        break;
      case 'export':
        exportOne(history, rest, values.format, io);
        break;
      default:
        throw new UsageError(`There is no "history ${action}".`);
    }
    return Promise.resolve();
  },
};

function listCalls(history: History, io: CommandIo): void {
  const calls = history.list();
  if (io.json)
    io.print(JSON.stringify(calls.map((call) => ({ ...call, startedAt: localIso(call.startedAtMs) }))));
  else if (calls.length === 0) io.note('No calls yet.');
  else for (const call of calls) io.print(describeCall(call));
}

function searchCalls(history: History, text: string, io: CommandIo): void {
  if (text.trim() === '') throw new UsageError('Say what to search for.');
  const hits = history.search(text);
  if (io.json) io.print(JSON.stringify(hits.map((hit) => ({ ...hit, at: localIso(hit.atMs) }))));
  else if (hits.length === 0) io.note('Nothing found.');
  else for (const hit of hits) io.print(describeHit(hit));
}

function exportOne(
  history: History,
  [id, ...others]: readonly string[],
  format: string,
  io: CommandIo,
): void {
  const known = FORMATS.find((candidate) => candidate === format);
  if (!known) throw new UsageError(`"${format}" is not a format.`);
  if (!id || !/^\d{1,15}$/.test(id) || others.length > 0)
    throw new UsageError('Name one call by its number.');
  io.print(
    (io.json
      ? JSON.stringify(withTimes(history.read(Number(id))))
      : history.export(Number(id), known)
    ).trimEnd(),
  );
}

function describeCall(call: CallSummary): string {
  return `${String(call.callId).padStart(4)}  ${localMinute(call.startedAtMs)}  ${call.transcriptCount} turns, ${call.answerCount} answers`;
}

function describeHit(hit: HistoryHit): string {
  return `${String(hit.callId).padStart(4)}  ${localMinute(hit.atMs)}  ${hit.text.replaceAll('\n', ' · ')}`;
}
