import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

export const DEMO_SPEECH_MODEL = path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-speech.bin');
export const fixturePath = (name: string): string => path.join(PROJECT_ROOT, 'test', 'fixtures', name);

/** An empty data folder that is gone when its owner is disposed. */
export interface DataFolder extends Disposable {
  readonly path: string;
}

export function makeDataFolder(): DataFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'sotto-e2e-'));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout as the protocol's events. */
  events(): readonly EngineEvent[];
}

/** Runs the command line as a user does, in a process of its own. Nothing of this machine's settings leaks in. */
export function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliRun> {
  return runScript('sotto.ts', args, environment);
}

/** Runs a program of scripts/ in the same way. */
export async function runScript(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliRun> {
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, 'scripts', script), ...args], {
    cwd: PROJECT_ROOT,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (chunks.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (chunks.stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    code,
    ...chunks,
    events: () =>
      chunks.stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as EngineEvent),
  };
}

export function cleanEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SOTTO_|OLLAMA_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/** The events of one type, whole. */
export function eventsOf<Type extends EngineEvent['type']>(
  events: readonly EngineEvent[],
  type: Type,
): readonly Extract<EngineEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<EngineEvent, { type: Type }> => event.type === type);
}
