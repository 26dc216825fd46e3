import { Link } from 'wouter';
import { EmptyState } from '../components/empty-state.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';
import { routes } from '../routes.ts';

export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <main id="main" className="pane" tabIndex={-1}>
      <EmptyState icon="info" title="There is nothing here">
        The address may be wrong, or it is a conversation that you aren't in.{' '}
        <Link href={routes.home}>See your conversations</Link>
      </EmptyState>
    </main>
  );
}
