import { printable } from '../../base/printable.ts';
import type { EngineContext } from '../../base/engine-context.ts';
import type { ModelListing } from './base/chat-model.ts';
import type { ModelChoice } from './base/model-server-row.ts';

/** At most this many models of a server are published, with names of at most this many characters. */
const LISTED_LIMIT_COUNT = 500;
const NAME_LIMIT_CHARACTERS = 200;

/** Publishes which models the server in use has. @throws EngineError as the server does. */
export async function publishListing(
  { server, model }: Pick<ModelChoice, 'server' | 'model'>,
  { publish, log }: Pick<EngineContext, 'publish' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  // Some servers list a model twice.
  const byName = new Map((await server.list(signal)).map((listing) => [listing.name, listing]));
  const listed = [...byName.values()];
  const models = boundListing(listed, model.name);
  const leftOutCount = listed.length - models.length;
  if (leftOutCount > 0) log.warn('models of the server left out', { leftOutCount });
  publish({
    type: 'models.listed',
    backend: server.kind,
    address: server.address,
    selected: model.name,
    location: model.location,
    models,
    ...(leftOutCount > 0 ? { leftOutCount } : {}),
  });
}

/** The model in use and the first of the others: every client receives this list, so its length is bounded. */
function boundListing(listed: readonly ModelListing[], selected: string): ModelListing[] {
  const usable = listed.filter(({ name }) => name.length <= NAME_LIMIT_CHARACTERS && isShown(name));
  const kept = usable.slice(0, LISTED_LIMIT_COUNT);
  const inUse = usable.find(({ name }) => name === selected);
  if (inUse && !kept.includes(inUse)) kept[kept.length - 1] = inUse;
  const short = (text: string): string => text.slice(0, NAME_LIMIT_CHARACTERS);
  return kept.map(({ family, parameterSize, quantization, ...model }) => ({
    ...model,
    ...(family === undefined ? {} : { family: short(family) }),
    ...(parameterSize === undefined ? {} : { parameterSize: short(parameterSize) }),
    ...(quantization === undefined ? {} : { quantization: short(quantization) }),
  }));
}

/** Another name could look the same as one that steers what shows it. */
function isShown(name: string): boolean {
  return printable(name) === name && !/\p{Cc}/u.test(name);
}
