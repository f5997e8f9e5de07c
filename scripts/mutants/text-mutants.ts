import { mutant, type Mutant } from './mutant.ts';

const sound = mutant('read-wav.test.ts');
const modelFile = mutant('gguf-file.test.ts');
const invented = mutant('invented-languages.test.ts');
const ownFacts = mutant('own-fact-guard.test.ts');
const tokens = mutant('special-tokens.test.ts');
const bullets = mutant('bullet-parser.test.ts');
const lines = mutant('line-splitter.test.ts');
const pull = mutant('ollama-pull.test.ts');
const listing = mutant('publish-listing.test.ts');
const search = mutant('search-form.test.ts');

/** What is read of sounds, models and words from outside. */
export const TEXT_MUTANTS: readonly Mutant[] = [
  sound(
    'A joined recording ends with its first part',
    'header = await readNextHeader(reader, header.format, name);',
    'header = undefined;',
  ),
  modelFile(
    'A model that was cut off is loaded',
    "if (dataStart + weightBytes > fileBytes) throw new RangeError('weights past the end');",
    '',
  ),
  invented(
    'A credit takes the words beside it along',
    'const said = sentences.filter((sentence) => !isCredit(bareText(sentence)));',
    'const said = sentences.some((sentence) => isCredit(bareText(sentence))) ? [] : sentences;',
  ),
  invented(
    'A caption of long words passes for spoken',
    'Math.max(0, letterCount - SHORT_WORD_LETTERS) * DOUBTFUL_LETTER_MS;',
    '0;',
  ),
  ownFacts(
    'Figures in the digits of other scripts are believed',
    'withPlainDigits(text.toLowerCase())',
    'text.toLowerCase()',
  ),
  tokens('Quoted speech may write the role of a speaker', ".replaceAll(ROLE_LABEL, '$1 –');", ';'),
  bullets('A comparison loses its sign', '(?![>~]\\s*[\\p{N}\\p{Sc}=.,])', ''),
  lines('A line of blanks is a line', "if (trimmed !== '') take(trimmed);", 'take(line);'),
  pull(
    'A pull may name layers without end',
    'if (layers.size >= MAX_LAYER_COUNT) throw notUnderstood();',
    '',
  ),
  listing(
    'The name of a model may steer the terminal',
    'return printable(name) === name && !/\\p{Cc}/u.test(name);',
    "return name !== '';",
  ),
  search('A search of any length is tried', '.slice(0, MAX_SEARCH_CHARACTERS)', ''),
];
