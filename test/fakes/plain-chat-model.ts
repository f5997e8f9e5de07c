import type { ChatModel } from '../../engine/answer/servers/base/chat-model.ts';

/** A chat model that does nothing but answer, and remembers no call. */
export function plainChatModel(chat: ChatModel['chat']): ChatModel {
  return {
    id: 'fake:plain',
    name: 'plain',
    location: 'this-machine',
    preload: () => Promise.resolve(),
    chat,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
