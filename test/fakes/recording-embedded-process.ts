import { appendFileSync } from 'node:fs';
import { LlamaChat } from 'node-llama-cpp';

/** The real process of the embedded model; what it asks llama.cpp for goes to the file RECORD_PATH as well. */

const recordPath = process.env['RECORD_PATH'] ?? '';
const generate = LlamaChat.prototype.generateResponse;
LlamaChat.prototype.generateResponse = function record(history, options) {
  const { maxTokens, temperature, budgets, customStopTriggers } = options ?? {};
  const asked = { maxTokens, temperature, budgets, customStopTriggers };
  appendFileSync(recordPath, `${JSON.stringify(asked)}\n`);
  return generate.call(this, history, options);
};
await import('../../engine/answer/servers/embedded/embedded-process.ts');
