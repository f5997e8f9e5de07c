import type {
  EmbeddedReply,
  EmbeddedRequest,
} from '../../engine/answer/servers/embedded/embedded-messages.ts';
import type { EmbeddedProcess } from '../../engine/answer/servers/embedded/spawn-embedded-process.ts';

/** A process of the embedded model that a test plays. */
export class ScriptedEmbeddedProcess implements EmbeddedProcess {
  /** None unless its computing time is played, too: nothing may read that of a real process. */
  readonly processId: number | undefined;
  readonly sent: EmbeddedRequest[] = [];
  isKilled = false;
  #reply: (reply: EmbeddedReply) => void = () => undefined;
  #exit: (detail: string) => void = () => undefined;

  constructor(processId?: number) {
    this.processId = processId;
  }

  send(request: EmbeddedRequest): void {
    this.sent.push(request);
  }

  onReply(listener: (reply: EmbeddedReply) => void): void {
    this.#reply = listener;
  }

  onExit(listener: (detail: string) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.isKilled = true;
    this.crash('SIGKILL');
  }

  say(...replies: readonly EmbeddedReply[]): void {
    for (const reply of replies) this.#reply(reply);
  }

  crash(detail: string): void {
    this.#exit(detail);
  }

  load(): void {
    this.say({ type: 'loaded', description: 'llama.cpp · toy · CPU, 1 thread', isOnCpu: true, loadMs: 1 });
  }

  get chatId(): number {
    const chat = this.sent.findLast((request) => request.type === 'chat');
    if (!chat) throw new Error('no chat was asked for');
    return chat.id;
  }
}
