import { Link } from 'wouter';
import { routes } from '../routes.ts';
import { Icon } from './icon.tsx';

/** The way back to the list on screens that show one thing at a time. */
export function BackLink() {
  return (
    <Link href={routes.home} className="icon-button back-link" aria-label="All conversations">
      <Icon name="back" />
    </Link>
  );
}
