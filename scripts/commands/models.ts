import type { ModelListing, PullProgress } from '../../engine/answer/servers/base/chat-model.ts';
import { asEngineError, EngineError } from '../../engine/base/engine-error.ts';
import { formatBytes } from '../../engine/protocol/byte-size.ts';
import { modelServerKinds } from '../../engine/protocol/settings.ts';
import { openChatServers, type ChatServers } from './chat-servers.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { noteWarnings, readArguments } from '../command-line/with-engine.ts';

export const command: CliCommand = {
  summary: 'Chat models: what there is; get one from Ollama.',
  usage: 'models [pull NAME] [--json]',
  run: async (args, io) => {
    const { config, positionals } = readArguments(args, {});
    const [action = 'list', name = '', ...others] = positionals;
    if (others.length > 0 || (action === 'list' && name !== '')) {
      throw new UsageError('Unexpected argument.');
    }
    if (action !== 'list' && action !== 'pull') throw new UsageError(`There is no action "${action}".`);
    if (action === 'pull' && name === '') throw new UsageError('Name the model to pull.');
    noteWarnings(config);
    await using servers = await openChatServers(config);
    await (action === 'pull' ? pull(servers, name, io) : list(servers, io));
  },
};

const BUILT_IN_COMMAND = '`npm run -s sotto -- speech-models download NAME --kind chat`';

async function list({ settings, remote, embedded }: ChatServers, io: CommandIo): Promise<void> {
  const files = await embedded.list(io.signal);
  const listed = await listRemote(remote, io);
  // With nothing at all to show, what is wrong with the server is the answer.
  if (listed instanceof EngineError && files.length === 0) {
    throw modelServerKinds(settings.model).includes('embedded') ? orBuiltIn(listed) : listed;
  }
  const problem = listed instanceof EngineError ? listed : undefined;
  const models = listed instanceof EngineError ? [] : listed;
  if (io.json) {
    const failure = problem && { code: problem.code, message: problem.message, remedy: problem.remedy };
    io.print(
      JSON.stringify({
        backend: remote?.kind ?? 'embedded',
        address: remote?.address ?? embedded.address,
        models,
        embedded: files,
        ...(failure ? { problem: failure } : {}),
      }),
    );
    return;
  }
  if (problem) io.note(`${problem.message} ${problem.remedy}`);
  if (models.length > 0) io.print(`At ${remote?.address}`);
  for (const model of models) io.print(describe(model));
  if (files.length > 0) io.print('Built in');
  for (const model of files) io.print(describe(model));
  if (models.length + files.length === 0) {
    io.print(
      remote?.pull
        ? 'No model yet. Get one, for example: npm run -s sotto -- models pull llama3.2:3b'
        : `No model yet. Get one for Sotto to run itself: ${BUILT_IN_COMMAND}`,
    );
  }
}

/** Where no server is insisted on, a model that Sotto runs itself is the other way out. */
function orBuiltIn({ code, message, remedy }: EngineError): EngineError {
  return new EngineError(
    code,
    message,
    `${remedy} Or get a model that needs no server: ${BUILT_IN_COMMAND}.`,
  );
}

async function listRemote(
  remote: ChatServers['remote'],
  io: CommandIo,
): Promise<readonly ModelListing[] | EngineError> {
  if (!remote) return [];
  try {
    await remote.check(io.signal);
    return await remote.list(io.signal);
  } catch (error) {
    io.signal.throwIfAborted();
    return asEngineError(error);
  }
}

function describe(model: ModelListing): string {
  const notes = [
    model.isLoaded ? 'loaded' : '',
    model.canThink ? 'can think' : '',
    model.unsuited === 'base' ? 'base model, not made to answer' : '',
    model.unsuited === 'not-chat' ? 'cannot chat' : '',
    model.isRemote ? "on other people's servers" : '',
  ];
  return [
    '  ',
    model.name.padEnd(32),
    (model.sizeBytes === undefined ? '' : formatBytes(model.sizeBytes)).padStart(9),
    (model.parameterSize ?? '').padStart(7),
    (model.quantization ?? '').padEnd(8),
    notes.filter((note) => note !== '').join(', '),
  ]
    .join('  ')
    .trimEnd();
}

async function pull({ remote }: ChatServers, name: string, io: CommandIo): Promise<void> {
  if (!remote?.pull) {
    throw new EngineError(
      'bad-argument',
      'Only Ollama fetches models by name.',
      `Set the backend to Ollama, or run ${BUILT_IN_COMMAND}.`,
    );
  }
  await remote.check(io.signal);
  let shown = '';
  for await (const progress of remote.pull(name, io.signal)) {
    const line = describeProgress(progress);
    if (line !== shown) io.note(line);
    shown = line;
  }
  io.print(io.json ? JSON.stringify({ name, status: 'success' }) : `${name} is here.`);
}

function describeProgress({ status, receivedBytes, totalBytes }: PullProgress): string {
  if (totalBytes === 0) return status;
  const share = Math.floor((receivedBytes / totalBytes) * 100);
  return `${status}  ${share} % of ${formatBytes(totalBytes)}`;
}
