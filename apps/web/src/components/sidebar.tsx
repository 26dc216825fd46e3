import { Link } from 'wouter';
import { routes } from '../routes.ts';
import { AccountBar } from './account-bar.tsx';
import { Brand } from './brand.tsx';
import { ConversationList } from './conversation-list.tsx';
import { Icon } from './icon.tsx';

export function Sidebar() {
  return (
    <div className="sidebar">
      <header className="sidebar-header">
        <Brand />
        <Link href={routes.newConversation} className="button button-small">
          <Icon name="plus" />
          New
          <span className="visually-hidden"> conversation</span>
        </Link>
      </header>
      <nav className="sidebar-list" aria-label="Conversations">
        <ConversationList />
      </nav>
      <AccountBar />
    </div>
  );
}
