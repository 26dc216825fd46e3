import { Icon } from './icon.tsx';

/** Shows that files may be let go of. */
export function DropCurtain() {
  return (
    <div className="drop-curtain">
      <Icon name="photo" />
      Drop photos to add them
    </div>
  );
}
