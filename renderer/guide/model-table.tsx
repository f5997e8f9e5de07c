import type { ModelFile } from '../../engine/protocol/events.ts';
import { useMessages } from '../messages/use-messages.ts';
import { modelFacts } from '../messages/model-facts.ts';
import { useSessionState } from '../session/session-context.tsx';
import { useGuideSessions } from './guide-sessions.ts';

/** Every model that can be fetched, with what it costs; the one in use cannot be fetched again. */
export function ModelTable({ kinds }: { readonly kinds: readonly ModelFile['kind'][] }) {
  const messages = useMessages();
  const { t } = messages;
  const { hud } = useGuideSessions();
  const files = useSessionState((state) => state.modelFiles);
  const downloads = useSessionState((state) => state.downloads);
  return (
    <ul className="guide-table">
      {files
        .filter(({ kind }) => kinds.includes(kind))
        .map((file) => ({ ...file, facts: modelFacts(messages, file) }))
        .map(({ kind, name, facts, isPresent }) => (
          <li key={`${kind} ${name}`}>
            <span>
              <strong>{name}</strong>
              <span className="hint">{facts.join(' · ')}</span>
            </span>
            <button
              type="button"
              className="button small"
              disabled={isPresent || downloads[name]?.status === 'running'}
              onClick={() => void hud.send({ type: 'download-model-file', kind, name })}
            >
              {t('guide.speech.get', { name })}
            </button>
          </li>
        ))}
    </ul>
  );
}
