import { Route, Switch } from 'wouter';
import { Sidebar } from '../components/sidebar.tsx';
import { routes } from '../routes.ts';
import { ConversationPage } from './conversation-page.tsx';
import { NewConversationPage } from './new-conversation-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PickConversationPage } from './pick-conversation-page.tsx';

/** The list on one side, what was picked on the other. A narrow screen shows one of them. */
export function ConversationsPage() {
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the conversation
      </a>
      <Sidebar />
      <Switch>
        <Route path={routes.home} component={PickConversationPage} />
        <Route path={routes.newConversation} component={NewConversationPage} />
        <Route path={routes.conversationPattern}>
          {({ id }) => <ConversationPage key={id} id={id} />}
        </Route>
        <Route component={NotFoundPage} />
      </Switch>
    </div>
  );
}
