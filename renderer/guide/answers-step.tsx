import { useEffect, useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Machine } from '../session/state.ts';
import { useGuideSessions } from './guide-sessions.ts';
import { ModelTable } from './model-table.tsx';
import { ModelTrials } from './model-trials.tsx';
import { answersReadiness, recommendedChat } from './recommended.ts';
import { ReadinessLine } from './readiness-line.tsx';

const LOOK_INTERVAL_MS = 2_000;
const CHAT_KINDS = ['chat'] as const;

/** What answers: what is there, else the one thing to do about it on this machine. */
export function AnswersStep() {
  const { t } = useMessages();
  const { hud } = useGuideSessions();
  const readiness = useSessionState(answersReadiness);
  const machine = useSessionState((state) => state.machine);
  const models = useSessionState((state) => state.models);
  useEffect(() => {
    // An Ollama that is installed or started meanwhile is noticed here.
    const looking = setInterval(() => {
      void hud.request({ type: 'describe-machine' }).catch(() => undefined);
    }, LOOK_INTERVAL_MS);
    return () => clearInterval(looking);
  }, [hud]);
  const name = models?.selected ?? '';
  const isHere = models?.location === undefined || models.location === 'this-machine';
  return (
    <>
      <ReadinessLine
        component="model"
        readiness={readiness}
        readyText={t(isHere ? 'guide.answers.ready' : 'guide.answers.ready-elsewhere', { name })}
      />
      {readiness === 'ready' && <ModelTrials />}
      {readiness === 'missing' && machine && <Offer ollama={machine.ollama} />}
      {readiness !== 'ready' && machine?.ollama === 'missing' && <InstallOllama system={machine.system} />}
      <details>
        <summary>{t('guide.more')}</summary>
        <ModelTable kinds={CHAT_KINDS} />
      </details>
    </>
  );
}

/** The one next thing, as a button. */
function Offer({ ollama }: { readonly ollama: Machine['ollama'] }) {
  const { t } = useMessages();
  if (ollama === 'installed') return <StartOllama />;
  return (
    <div className="guide-offer">
      <p>{t(ollama === 'running' ? 'guide.answers.no-model' : 'guide.answers.absent')}</p>
      <GetModel isFromOllama={ollama === 'running'} />
    </div>
  );
}

function StartOllama() {
  const { t } = useMessages();
  const { settings } = useGuideSessions();
  const [isStarting, setStarting] = useState(false);
  const start = async (): Promise<void> => {
    setStarting(true);
    await settings.send({ type: 'start-ollama' });
    setStarting(false);
  };
  return (
    <div className="guide-offer">
      <p>{t('guide.answers.stopped')}</p>
      <button
        type="button"
        className="button primary large"
        disabled={isStarting}
        onClick={() => void start()}
      >
        {t(isStarting ? 'guide.answers.starting' : 'guide.answers.start-ollama')}
      </button>
      <GetModel isFromOllama={false} isSecond />
    </div>
  );
}

interface GetModelProps {
  readonly isFromOllama: boolean;
  /** Another button is the recommended one. */
  readonly isSecond?: boolean;
}

function GetModel({ isFromOllama, isSecond = false }: GetModelProps) {
  const { t, bytes } = useMessages();
  const { hud } = useGuideSessions();
  const file = useSessionState((state) => recommendedChat(state.modelFiles));
  if (!file) return null;
  const ollamaName = isFromOllama ? file.ollamaName : undefined;
  const get = (): void =>
    void hud.send(
      ollamaName === undefined
        ? { type: 'download-model-file', kind: 'chat', name: file.name }
        : { type: 'pull-model', name: ollamaName },
    );
  return (
    <>
      <button type="button" className={isSecond ? 'button' : 'button primary large'} onClick={get}>
        {t('guide.answers.built-in', { name: ollamaName ?? file.name, size: bytes(file.bytes) })}
      </button>
      <p className="hint">{t('guide.answers.licence', { licence: file.licence })}</p>
    </>
  );
}

function InstallOllama({ system }: { readonly system: Machine['system'] }) {
  const { t } = useMessages();
  return (
    <details>
      <summary>{t('guide.answers.install')}</summary>
      <p>{t(`guide.answers.install.${system}`)}</p>
    </details>
  );
}
