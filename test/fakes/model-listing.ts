import type { ModelListing } from '../../engine/answer/servers/base/chat-model.ts';

/** A model on this machine that does not think and is not loaded. */
export const modelListing = (name: string, more: Partial<ModelListing> = {}): ModelListing => ({
  name,
  canThink: false,
  isRemote: false,
  isLoaded: false,
  ...more,
});
