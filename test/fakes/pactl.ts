import { appendFile, chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from './eventually.ts';

export interface PactlSource {
  readonly name: string;
  readonly description: string;
  /** The loudspeaker whose sound it is; a microphone has none. */
  readonly monitorOf?: string;
}

export interface PactlRecording {
  /** Index of its source. */
  readonly source: number;
  readonly processId?: number;
  readonly application?: string;
  readonly binary?: string;
}

export interface PactlState {
  readonly defaultSink: string;
  readonly defaultSource: string;
  readonly sources: readonly PactlSource[];
  readonly recordings: readonly PactlRecording[];
}

/** A program `pactl` that says what a test wants, in the words of the real one. */
export interface FakePactl extends AsyncDisposable {
  /** To be put into the environment. */
  readonly path: string;
  show(state: PactlState): Promise<void>;
  /** Answers no question until there is something to show again. */
  fallSilent(): Promise<void>;
  /** From now on recordings can be moved. @returns those that were: index and name of the new source. */
  letMove(): Promise<() => Promise<string>>;
  /** What `pactl subscribe` prints next. */
  print(text: string): Promise<void>;
  /** Ends each `pactl subscribe` that runs or is starting, as the end of the sound server does. */
  hangUp(): Promise<void>;
}

/** Says nothing to who does not ask in plain English: the answers are translated otherwise. */
const SCRIPT = `#!/bin/sh
cd "\${0%/*}" || exit 1
[ "$LC_ALL" = C ] || exit 1
[ "$1" = move-source-output ] && [ -e movable ] && { echo "$2 $3" >> moves; exit; }
[ "$1" = subscribe ] || { cat "$1-$2" 2>/dev/null || { echo 'Connection refused' >&2; exit 1; }; exit; }
echo $$ >> subscribers
exec tail -n +1 -f events
`;

export async function installPactl(): Promise<FakePactl> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-pactl-'));
  await writeFile(join(folder, 'pactl'), SCRIPT);
  await chmod(join(folder, 'pactl'), 0o755);
  await writeFile(join(folder, 'events'), '');
  const answers = ['info-', 'list-sources', 'list-source-outputs'].map((name) => join(folder, name));
  return {
    path: `${folder}${delimiter}${process.env['PATH']}`,
    show: async ({ defaultSink, defaultSource, sources, recordings }) => {
      const info = `Server String: unix:/run/native\nDefault Sink: ${defaultSink}\nDefault Source: ${defaultSource}\n`;
      const texts = [
        info,
        sources.map(describeSource).join('\n'),
        recordings.map(describeRecording).join('\n'),
      ];
      // Each is whole at any moment: who asks meanwhile reads no half of it.
      for (const [index, answer] of answers.entries()) {
        await writeFile(`${answer}.next`, texts[index] ?? '');
        await rename(`${answer}.next`, answer);
      }
    },
    fallSilent: async () => {
      for (const answer of answers) await rm(answer);
    },
    letMove: async () => {
      await writeFile(join(folder, 'movable'), '');
      return () => readFile(join(folder, 'moves'), 'utf8').catch(() => '');
    },
    print: (text) => appendFile(join(folder, 'events'), text),
    hangUp: async () => {
      const processIds = await eventually(() => readFile(join(folder, 'subscribers'), 'utf8'));
      for (const processId of processIds.trim().split('\n')) process.kill(Number(processId));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function describeSource({ name, description, monitorOf }: PactlSource, index: number): string {
  return `Source #${index}
\tState: RUNNING
\tName: ${name}
\tDescription: ${description}
\tDriver: module-null-sink.c
\tMonitor of Sink: ${monitorOf ?? 'n/a'}
\tProperties:
\t\tdevice.description = "${description}"
`;
}

function describeRecording(recording: PactlRecording, index: number): string {
  const { source, processId, application, binary } = recording;
  const properties = [
    application !== undefined && `\t\tapplication.name = "${application.replaceAll('"', '\\"')}"\n`,
    processId !== undefined && `\t\tapplication.process.id = "${processId}"\n`,
    binary !== undefined && `\t\tapplication.process.binary = "${binary}"\n`,
  ];
  return `Source Output #${index}
\tDriver: protocol-native.c
\tOwner Module: 6
\tClient: 5
\tSource: ${source}
\tCorked: no
\tProperties:
${properties.filter(Boolean).join('')}`;
}
