/** Entry of the process that holds sherpa-onnx: native code that may crash or end the process. */
import type { SherpaOnnxResult, SherpaOnnxSettings, SherpaOnnxTask } from '../base/recognizer-messages.ts';
import { serveRecognizer } from '../base/serve-recognizer.ts';
import { openStreaming } from './sherpa-onnx-streaming.ts';
import { openUtterances } from './sherpa-onnx-utterance.ts';

let pass: (task: SherpaOnnxTask) => SherpaOnnxResult;

serveRecognizer<SherpaOnnxSettings, SherpaOnnxTask>({
  load: ({ model, threadCount }) => {
    pass =
      model.kind === 'streaming-transducer'
        ? only('stream', openStreaming(model, threadCount))
        : only('utterance', openUtterances(model, threadCount));
    return Promise.resolve();
  },
  run: (task) => Promise.resolve(pass(task)),
});

/** A model runs tasks of its own type only; the engine sends no others. */
function only<Type extends SherpaOnnxTask['type']>(
  type: Type,
  run: (task: Extract<SherpaOnnxTask, { type: Type }>) => SherpaOnnxResult,
): (task: SherpaOnnxTask) => SherpaOnnxResult {
  const isOwn = (task: SherpaOnnxTask): task is Extract<SherpaOnnxTask, { type: Type }> => task.type === type;
  return (task) => {
    if (!isOwn(task)) throw new Error(`this model takes no task of type ${task.type}`);
    return run(task);
  };
}
