/** A program for the command recognizer: `node recognizer-command.ts FILE.wav` prints what was said in it. */
import { recognizeWav } from './toy-recognizer.ts';

process.stdout.write(`${await recognizeWav(process.argv[2] ?? '')}\n`);
