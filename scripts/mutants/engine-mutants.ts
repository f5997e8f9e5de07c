import { mutant, type Mutant } from './mutant.ts';

const access = mutant('access.test.ts', 'start-server.test.ts');
const socket = mutant('client-connection.test.ts', 'socket-limits.test.ts');
const http = mutant('start-server.test.ts');
const monitoring = mutant('monitoring-routes.test.ts');
const model = mutant('ollama-faults.slow.test.ts');
const breaker = mutant('circuit-breaker.test.ts');
const retries = mutant('resilient-chat.test.ts');
const deadlines = mutant('token-deadlines.test.ts');
const download = mutant('download-errors.test.ts', 'download-file.test.ts');
const logger = mutant('logger.test.ts');
const history = mutant('history-store.test.ts');
const expiry = mutant('expire-calls.test.ts');
const files = mutant('atomic-file.test.ts');
const regularFile = mutant('regular-file.test.ts');
const settings = mutant('settings-store.test.ts');
const semaphore = mutant('semaphore.test.ts');

/** The server's gate: who may speak, from where, how much. */
export const SERVER_MUTANTS: readonly Mutant[] = [
  access(
    'Any host name is taken for this machine',
    '(host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)',
    'host === undefined',
  ),
  access(
    'An origin that begins like ours is ours',
    'origins[0] === `http://${host}`);',
    'origins[0]?.startsWith(`http://${host}`) === true);',
  ),
  access('Any origin may come', 'return origins.length === 0 ||', 'return origins.length >= 0 ||'),
  access(
    'A one-time code is good for ever',
    'return found && clock.nowMs() < found.expiresAtMs ? found.roles : undefined;',
    'return found?.roles;',
  ),
  access('A one-time code may be used twice', 'codes = codes.filter((known) => known !== found);', ''),
  access('Wrong tries are never limited', 'noteFailure: () => failures.take(),', 'noteFailure: () => true,'),
  access(
    'A pass outlives its minute',
    'passes = passes.filter((pass) => pass.heldCount > 0 || clock.nowMs() < pass.expiresAtMs);',
    '',
  ),
  socket(
    'A message may be a thousand times longer',
    'const MAX_MESSAGE_BYTES = 64 * 1_024;',
    'const MAX_MESSAGE_BYTES = 64 * 1_048_576;',
  ),
  socket('A message may have any number of fragments', 'maxFragments: MAX_FRAGMENT_COUNT,', ''),
  socket('Text need not be UTF-8', 'skipUTF8Validation: false,', 'skipUTF8Validation: true,'),
  access(
    'The token is echoed in the handshake',
    'handleProtocols: () => SUBPROTOCOL,',
    'handleProtocols: (offered) => [...offered].join(),',
  ),
  access(
    'A foreign handshake becomes a socket',
    'if (!isFromHere(request, port)) return turnAway(socket, 403);',
    '',
  ),
  socket(
    'Sockets are opened without a limit',
    'if (connections.size >= socketLimitCount) makeRoom(connections, role);',
    '',
  ),
  socket(
    'A client that never greets may stay',
    'this.#after(HELLO_DEADLINE_MS, hangUp, greeting.signal);',
    '',
  ),
  socket('Junk is put up with', 'const JUNK_BURST_COUNT = 2;', 'const JUNK_BURST_COUNT = 2_000;'),
  socket(
    'A role may send any command',
    'if (!COMMANDS_BY_ROLE[role].has(command.type)) {',
    'if (role === undefined) {',
  ),
  socket('A role hears every event', '.filter(({ type }) => EVENTS_BY_ROLE[role].has(type));', '.slice();'),
  socket('Commands come at any rate', 'if (!rate.take()) {', 'if (pendingCount < 0) {'),
  socket(
    'A slow reader is fed on',
    'if (backlogBytes > HARD_BACKLOG_BYTES) this.#fallBehind();',
    'if (backlogBytes < 0) this.#fallBehind();',
  ),
  socket(
    'Only a capturing page’s role is asked for sound',
    "this.role === 'capture' && this.#phase !== 'greeting';",
    "this.#phase !== 'greeting';",
  ),
  http('The policy allows inline scripts', "`script-src 'self'`", "`script-src 'self' 'unsafe-inline'`"),
  http('Pages may be framed', "`frame-ancestors 'none'`", '`frame-ancestors *`'),
  http(
    'A form of another site buys tokens',
    "if (!hasOrigin(request) || request.headers['content-type'] !== 'application/json') {",
    'if (request.method === undefined) {',
  ),
  http('A body of any length is read', 'if (receivedBytes > limitBytes) return undefined;', ''),
  http(
    'A symbolic link is served',
    'else if (entry.isFile() && listing.size < FILE_LIMIT_COUNT)',
    'else if (listing.size < FILE_LIMIT_COUNT)',
  ),
  monitoring(
    'Figures are served without their token',
    'else if (!isSame(bearerOf(request), source.token)) {',
    'else if (source.token === undefined) {',
  ),
  monitoring(
    'Pages may read the figures',
    "else if (hasOrigin(request)) endResponse(response, 403, 'text/plain', 'Not for pages.');",
    '',
  ),
];

/** What talks to other servers, and what is kept on the disk. */
export const CORE_MUTANTS: readonly Mutant[] = [
  model(
    'Redirects are taken for an answer',
    'if (status >= 300 && status < 400) {',
    'if (status >= 300 && status < 300) {',
  ),
  model('A model that was cut off counts as complete', 'if (!isComplete) leaving.abort();', ''),
  mutant('line-splitter.test.ts')(
    'A line may grow without end',
    'if (this.#rest.length > ANSWER_LIMIT_CHARACTERS) throw lineTooLong();',
    '',
  ),
  breaker('The breaker never opens', 'const FAILURE_LIMIT_COUNT = 3;', 'const FAILURE_LIMIT_COUNT = 3_000;'),
  breaker(
    'An open breaker stays open',
    "this.#clock.nowMs() - this.#openedAtMs < OPEN_MS ? 'open' : 'half-open';",
    "this.#openedAtMs < Infinity ? 'open' : 'half-open';",
  ),
  breaker('Every call is a probe', "(state === 'open' || this.#isProbing)", "state === 'open'"),
  retries(
    'A broken answer is asked again after its first words',
    'if (hasContent || !kind ||',
    'if (!kind ||',
  ),
  retries(
    'Retry-After is obeyed however long',
    'return Math.min(RETRY_AFTER_LIMIT_MS, Number(cause.retryAfterMs));',
    'return Number(cause.retryAfterMs);',
  ),
  retries('Retries ignore their budget', '|| !budget.take()) throw error;', ') throw error;'),
  deadlines(
    'An answer may take for ever',
    'this.#clock.nowMs() - this.#firstTokenAtMs >= ANSWER_LIMIT_MS',
    'this.#firstTokenAtMs < 0',
  ),
  deadlines('A model may think for ever', 'this.#contentDueAtMs = nowMs + FIRST_CONTENT_MS;', ''),
  download(
    'A download may leave https',
    "const isAllowed = target.protocol === 'https:' || (isTrusted(target) && target.hostname === from.hostname);",
    'const isAllowed = true;',
  ),
  logger(
    'Secrets are logged',
    "if (SECRET_KEY.test(key) && !isCount(key, value)) return [key, '[secret]'];",
    '',
  ),
  logger(
    'What was said is logged',
    "if (level !== 'debug' && SPOKEN_KEY.test(key)) return [key, '[spoken]'];",
    '',
  ),
  history('Deleted words stay on the disk', 'PRAGMA secure_delete = ON;', ''),
  history(
    'A newer database is written',
    'if (version > SCHEMA_VERSION) {',
    'if (version > SCHEMA_VERSION * 1_000) {',
  ),
  expiry('The call that is heard is deleted', 'if (isNewest && deps.isInCall()) continue;', ''),
  expiry(
    'Cached answers outlive their call',
    '.filter(({ storedAtMs }) => storedAtMs < wallMs);',
    '.filter(() => false);',
  ),
  history('A damaged database ends the history', 'if (!isDamaged(error)) throw error;', 'throw error;'),
  history(
    'What waits for the disk grows without end',
    'if (this.#waiting.length > WAITING_LIMIT_COUNT) this.#waiting = this.#waiting.slice(-WAITING_LIMIT_COUNT);',
    '',
  ),
  regularFile('A symbolic link is written through', '(constants.O_NOFOLLOW ?? 0) | ', ''),
  files(
    'A folder is made for everybody',
    'await mkdir(folder, { mode: OWNER_ONLY_FOLDER })',
    'await mkdir(folder, { mode: 0o755 })',
  ),
  settings(
    'A settings file of any size is read',
    "if (size > MAX_FILE_BYTES) return { status: 'too-large', modifiedMs };",
    '',
  ),
  settings('Unreadable settings keep what was said', 'settings: mostPrivate(settings),', 'settings,'),
  semaphore('More run at once than may', 'if (this.#freeCount <= 0) return undefined;', ''),
  semaphore(
    'The queue has no end',
    'if (this.#waitingCount >= this.queueLimitCount) {',
    'if (this.#waitingCount < 0) {',
  ),
  semaphore('A permit is given back twice', 'if (!held) return;\n      held = false;', 'held = false;'),
  mutant('bounded-buffer.test.ts')('A full buffer loses without counting', 'this.droppedCount += 1;', ''),
  mutant('crash-guard.test.ts')(
    'A crash quotes what was said',
    "const frames = stack.split('\\n').filter((line) => /^\\s+at /.test(line));",
    "const frames = stack.split('\\n');",
  ),
  mutant('crash-guard.test.ts')(
    'An error in a promise leaves the engine of the app half alive',
    "throwUnhandledRejections();\n  process.on('uncaughtException', (error) => {",
    "process.on('uncaughtException', (error) => {",
  ),
  mutant('parent-channel.slow.test.ts')(
    'An error in a promise leaves a process of the app half alive',
    'throwUnhandledRejections();\n    return {',
    'return {',
  ),
  mutant('ordered-shutdown.test.ts')(
    'A part may hold up the shutdown',
    'await Promise.race([finishing, overdue]);',
    'await finishing;',
  ),
  mutant('answer-questions.test.ts')(
    'An old answer runs on beside the new one',
    '    this.#run?.stop();\n    this.#run = undefined;\n  }',
    '    this.#run = undefined;\n  }',
  ),
  mutant('answer-questions.test.ts')(
    'The lack of context is remembered as an answer',
    'if (settings.answer.cache && !isHonest(bullets))',
    'if (settings.answer.cache)',
  ),
  mutant('bullet-parser.test.ts')(
    'A bullet may have any number of words',
    'if (fits(whole, maxWordCount)) return [whole];',
    'if (whole) return [whole];',
  ),
  mutant('bullet-parser.test.ts')(
    'No answer is no bullet',
    'this.bullets = this.isUsable ? found : [HONEST_BULLET];',
    'this.bullets = found;',
  ),
  mutant('record-calls.test.ts')(
    'A kill costs all words of an open turn',
    'const FLUSH_INTERVAL_MS = 1_000;',
    'const FLUSH_INTERVAL_MS = 1_000_000;',
  ),
  mutant('hub.test.ts')(
    'A listener that throws keeps the others from hearing',
    "log.warn('a listener failed', { eventType: next.type, error });",
    'throw error;',
  ),
];
