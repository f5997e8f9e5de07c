import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { resolveDataDir } from '../../engine/settings/config.ts';

/** One train or eval run. */
export const runSchema = z.object({
  id: z.string(),
  kind: z.string(),
  startedAt: z.iso.datetime(),
  elapsedMs: z.number(),
  codeVersion: z.string(),
  dataHashes: z.record(z.string(), z.string()),
  parameters: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.number()),
});
export type Run = z.infer<typeof runSchema>;

/** The local log of train and eval runs, one JSON line each. */
export function runLogPath(env: NodeJS.ProcessEnv): string {
  return path.join(resolveDataDir(env), 'experiments.jsonl');
}

/** Appends a run; a log that cannot be written must not spoil the run, so the failure is only returned. */
export async function appendRun(run: Omit<Run, 'id' | 'codeVersion'>, logPath: string): Promise<unknown> {
  const id = run.startedAt.replaceAll(/\D/g, '').slice(0, 17);
  try {
    await mkdir(path.dirname(logPath), { recursive: true });
    const full: Run = { id, codeVersion: await codeVersion(), ...run };
    await appendFile(logPath, `${JSON.stringify(full)}\n`);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Oldest first; lines that do not fit (cut off by a crash) are left out. */
export async function readRuns(logPath: string): Promise<Run[]> {
  const text = await readFile(logPath, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = runSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

/** The commit of this code, marked when there are changes; `unknown` outside a clone. */
export async function codeVersion(): Promise<string> {
  try {
    const git = promisify(execFile);
    const { stdout } = await git('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd: import.meta.dirname,
    });
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}
