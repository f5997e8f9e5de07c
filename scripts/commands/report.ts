import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { isTaken } from '../../engine/base/regular-file.ts';
import { PERFORMANCE_FILE_NAME, readFigures } from '../../engine/telemetry/performance-log.ts';
import { plotDays } from '../report/plot-days.ts';
import { plotLatency } from '../report/plot-latency.ts';
import { renderReport } from '../report/render-report.ts';
import { summariseFigures } from '../report/summarise-figures.ts';
import { UsageError, type CliCommand } from '../command-line/command.ts';
import { readArguments } from '../command-line/with-engine.ts';

const DEFAULT_DAY_COUNT = 30;
const DAY_MS = 24 * 60 * 60_000;

export const command: CliCommand = {
  summary: 'How fast and reliable Sotto was on this machine, as Markdown',
  usage: 'report [--days COUNT] [--out FOLDER]',
  run: async (args, io) => {
    const { config, text, positionals } = readArguments(args, {
      days: { type: 'string' },
      out: { type: 'string' },
    });
    const dayCount = Number(text('days') ?? DEFAULT_DAY_COUNT);
    if (positionals.length > 0) throw new UsageError('Unexpected argument.');
    if (!Number.isInteger(dayCount) || dayCount < 1)
      throw new UsageError('--days needs a whole number from 1.');
    const untilMs = Date.now();
    const sinceMs = untilMs - dayCount * DAY_MS;
    const file = path.join(config.dataDir, PERFORMANCE_FILE_NAME);
    const figures = isTaken(file) ? readFiguresOf(file, sinceMs) : [];
    const summary = summariseFigures(figures, sinceMs, untilMs);
    if (io.json) return io.print(JSON.stringify(summary));
    const latency = plotLatency(summary.latency);
    const days = plotDays(summary.days);
    const folder = text('out');
    if (folder === undefined) {
      io.print(renderReport(summary, { latency: dataUri(latency), days: dataUri(days) }).trimEnd());
      return;
    }
    await mkdir(folder, { recursive: true });
    await Promise.all([
      writeFile(path.join(folder, 'latency.svg'), latency),
      writeFile(path.join(folder, 'days.svg'), days),
      writeFile(
        path.join(folder, 'report.md'),
        renderReport(summary, { latency: 'latency.svg', days: 'days.svg' }),
      ),
    ]);
    io.print(path.join(folder, 'report.md'));
  },
};

function readFiguresOf(file: string, sinceMs: number): ReturnType<typeof readFigures> {
  try {
    return readFigures(file, sinceMs);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw new EngineError(
      'bad-argument',
      `The performance figures in ${file} cannot be read.`,
      'Delete the file; Sotto starts a new one.',
      { cause },
    );
  }
}

function dataUri(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
