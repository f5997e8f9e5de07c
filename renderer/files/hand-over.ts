import { createStore } from 'zustand/vanilla';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { SOUND_UPLOAD_PATH } from '../../engine/protocol/uploads.ts';
import type { Session } from '../session/session.ts';
import type { Failure } from '../session/state.ts';
import { uploadPieces } from '../session/upload-pieces.ts';
import { decodeInPage } from './decode-in-page.ts';

/** A recording on its way to the engine, or one that the engine would not take. */
export interface Handover {
  readonly name: string;
  /** 0–1. */
  readonly sentShare: number;
  readonly refusal?: Failure;
}

const MAX_NAME_CHARACTERS = 100;

interface HandoverState {
  /** Undefined where nothing is handed over, or it is all there. */
  readonly handover: Handover | undefined;
  /** Names of the files that were not taken, as one is transcribed at a time. */
  readonly leftOut: readonly string[];
}

export const handoverStore = createStore<HandoverState>()(() => ({ handover: undefined, leftOut: [] }));

let running = new AbortController();

export function cancelHandover(): void {
  running.abort();
  handoverStore.setState({ handover: undefined });
}

/**
 * Hands the first of the recordings over to be transcribed, unless another one is under way, and names those that are
 * left out. What the engine cannot decode, the browser may.
 */
export async function handOver(session: Session, files: readonly File[]): Promise<void> {
  const isBusy = isHandingOver() || session.store.getState().file?.status === 'running';
  const [file, ...others] = isBusy ? [undefined, ...files] : files;
  handoverStore.setState({ leftOut: others.flatMap((other) => (other ? plainName(other.name) : [])) });
  if (file) await take(session, file);
}

function isHandingOver(): boolean {
  const { handover } = handoverStore.getState();
  return handover !== undefined && !handover.refusal;
}

async function take(session: Session, file: File): Promise<void> {
  cancelHandover();
  running = new AbortController();
  const { signal } = running;
  const name = plainName(file.name);
  const show = (handover: Handover | undefined): void => {
    if (!signal.aborted) handoverStore.setState({ handover });
  };
  const send = async (sound: Blob): Promise<void> => {
    let sentBytes = 0;
    show({ name, sentShare: 0 });
    await uploadPieces(
      session,
      SOUND_UPLOAD_PATH,
      sound,
      (piece) => ({ name, ...piece }),
      (pieceBytes) => {
        sentBytes += pieceBytes;
        show({ name, sentShare: sentBytes / Math.max(1, sound.size) });
      },
      signal,
    );
  };
  try {
    await send(file).catch(async (error: unknown) => {
      const wav =
        error instanceof CommandRefused && error.code === 'source-unreadable'
          ? await decodeInPage(file)
          : undefined;
      if (!wav) throw error;
      await send(wav);
    });
    show(undefined);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof CommandRefused)) throw error;
    const { code, message, remedy } = error;
    show({ name, sentShare: 1, refusal: { code, message, remedy } });
  }
}

/** A name that is no more than that on every system; its end says what the file is. */
function plainName(name: string): string {
  const plain = name.replaceAll(/[/\\<>:"|?*\p{Cc}]+/gu, '-').slice(-MAX_NAME_CHARACTERS);
  return plain.replace(/^\.+/, '') || 'recording';
}
