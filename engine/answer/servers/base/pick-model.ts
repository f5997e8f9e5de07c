import { EngineError } from '../../../base/engine-error.ts';
import type { ModelListing } from './chat-model.ts';
import { missingModel, remoteModelRefused, type ServerPlace } from './server-errors.ts';

export interface PickedModel {
  readonly name: string;
  /** For the line that says what answers; '' when there is nothing to add. */
  readonly remark: string;
}

/** The model by that name, or the first that is local and can chat. */
export function pickModel(
  wanted: string,
  allowRemote: boolean,
  models: readonly ModelListing[],
  place: Pick<ServerPlace, 'address' | 'traits'>,
): PickedModel {
  const { traits, address } = place;
  const named = models.find((model) => model.name === wanted || model.name === `${wanted}:latest`);
  const isRemote = named?.isRemote ?? traits.isRemoteName(wanted);
  if (isRemote && !allowRemote) throw remoteModelRefused(named?.name ?? wanted);
  if (named)
    return {
      name: named.name,
      remark: named.unsuited === 'base' ? ' (a base model, not made to answer)' : '',
    };
  // A server that lists nothing may still have the model that the settings name.
  if (wanted !== '' && traits.servesUnlisted && models.length === 0) return { name: wanted, remark: '' };
  if (wanted !== '') throw missingModel(place, wanted);
  const local = models.filter((model) => !model.isRemote && !isEmbeddingModel(model));
  const first = local.find((model) => model.unsuited === undefined);
  if (first) return { name: first.name, remark: '' };
  const base = local.find((model) => model.unsuited === 'base');
  throw base ? onlyBase(traits.nameAt(address), base.name) : missingModel(place);
}

/** There are only models that continue a text. */
function onlyBase(serverName: string, name: string): EngineError {
  return new EngineError(
    'model-unsuitable',
    `${serverName} has only a base model, ${name}: it has no chat template and cannot answer questions.`,
    'Get an instruct model, for example with `npm run -s sotto -- models pull llama3.2:3b`.',
  );
}

function isEmbeddingModel(model: ModelListing): boolean {
  return /embed|bge-|minilm/i.test(model.name) || /bert/i.test(model.family ?? '');
}
