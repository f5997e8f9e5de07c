import type { Icon } from './icons.tsx';

interface IconButtonProps {
  /** A verb first; read out and shown as the tooltip. */
  readonly label: string;
  readonly icon: Icon;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  /** A key that does the same, as `KeyboardEvent.key` names it. */
  readonly shortcut?: string;
}

const KEY_SYMBOLS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→' };

export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, onClick, isPressed, isDisabled = false, shortcut } = props;
  const key = shortcut === undefined ? '' : ` (${KEY_SYMBOLS[shortcut] ?? shortcut})`;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={`${label}${key}`}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon sizePx={16} />
    </button>
  );
}
