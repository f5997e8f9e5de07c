import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../workshop/source-files.ts';
import { cleanEnvironment } from '../e2e/run-cli.ts';

const CALLS = 'connect,sendto,sendmsg,sendmmsg';
const ADDRESS =
  /sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/g;
const NAME_SERVICE_PORT = 53;

/** How a program ended that ran under strace, and which addresses it and its children spoke to. */
export interface TracedRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of TCP and UDP, each once, as `address port`. */
  readonly addresses: readonly string[];
}

/** @returns what is missing for `traceNode` here; undefined when nothing is. */
export function missingTool(needsNamespace: boolean): string | undefined {
  if (process.platform !== 'linux') return 'Linux';
  if (!works('strace', ['-f', 'true'])) return 'strace';
  if (!needsNamespace) return undefined;
  if (!works('ip', ['-V'])) return 'iproute2';
  return works('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'])
    ? undefined
    : 'the right to unshare a network';
}

/** Runs a program of this project under strace, if wanted in a network of its own that has nothing but loopback. */
export async function traceNode(
  args: readonly string[],
  options: {
    readonly traceFile: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly inEmptyNetwork?: boolean;
  },
): Promise<TracedRun> {
  const { traceFile, environment, inEmptyNetwork = false } = options;
  const traced = ['strace', '-f', '-qq', '-e', `trace=${CALLS}`, '-o', traceFile, process.execPath, ...args];
  const command = inEmptyNetwork
    ? ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...traced]
    : traced;
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, {
    cwd: PROJECT_ROOT,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, addresses: addressesIn(readFileSync(traceFile, 'utf8')) };
}

export function addressesIn(trace: string): readonly string[] {
  const found = [...trace.matchAll(ADDRESS)].map(([, port, v4, v6]) => `${v4 ?? v6} ${port}`);
  return [...new Set(found)];
}

/** Addresses off this machine, and any that asks for a name: its answer comes from elsewhere. */
export function foreignAmong(addresses: readonly string[]): readonly string[] {
  return addresses.filter((address) => {
    const [host = '', port] = address.split(' ');
    const isLoopback = host.startsWith('127.') || host === '::1' || host.startsWith('::ffff:127.');
    return !isLoopback || Number(port) === NAME_SERVICE_PORT;
  });
}

export const projectFile = (...parts: readonly string[]): string => path.join(PROJECT_ROOT, ...parts);

function works(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
