import type { Icon } from './icons.tsx';

interface IconButtonProps {
  /** A verb first; read out and shown as the tooltip. */
  readonly label: string;
  readonly icon: Icon;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
}

export function IconButton({ label, icon: Icon, onClick, isPressed, isDisabled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon sizePx={16} />
    </button>
  );
}
