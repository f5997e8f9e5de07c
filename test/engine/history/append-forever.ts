import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory } from '../../../engine/history/history-store.ts';
import { answerOf, transcriptOf } from './samples.ts';

/** Run as a process: appends and says what it appended, until it is killed. The pause in ms makes it a call. */
const [, , file = '', pauseMs = '0'] = process.argv;
const history = openHistory({ path: file, clock: systemClock, log: silentLogger });
for (let index = 0; ; index += 1) {
  history.appendTranscript(transcriptOf(`t${index}`, `words of turn ${index}`));
  history.appendAnswer(answerOf(`t${index}`, [`bullet ${index}`]), true);
  process.stdout.write(`t${index}\n`);
  // Lets the pipe drain, so that what was said is really written before the end.
  if (pauseMs !== '0') await systemClock.sleep(Number(pauseMs));
  else if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
}
