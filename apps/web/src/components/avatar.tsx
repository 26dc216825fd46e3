import { initials } from '../lib/text.ts';

const HUES = [18, 48, 92, 150, 188, 222, 268, 322];

interface AvatarProps {
  id: string;
  name: string;
  /** People are round; conversations are not. */
  square?: boolean;
}

/** A sign with somebody's initials, always in the same colour for the same id. */
export function Avatar({ id, name, square = false }: AvatarProps) {
  const hash = [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973, 7);
  const hue = HUES[hash % HUES.length];
  const className = square ? 'avatar avatar-square' : 'avatar';
  return (
    <span className={className} aria-hidden="true" style={{ '--hue': hue }}>
      {initials(name)}
    </span>
  );
}
