import { MAX_TITLE_CHARACTERS } from '@photos/attachment-contract';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { BackLink } from '../components/back-link.tsx';
import { Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { useConversations } from '../hooks/use-conversations.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';
import { useSession } from '../hooks/use-session.tsx';
import { useSubmit } from '../hooks/use-submit.ts';
import { fieldErrors } from '../lib/describe-error.ts';
import { limitCharacters } from '../lib/limit-characters.ts';
import { parseHandles } from '../lib/text.ts';
import { routes } from '../routes.ts';

export function NewConversationPage() {
  usePageTitle('New conversation');
  const { call } = useSession();
  const { add } = useConversations();
  const [, navigate] = useLocation();

  const submit = useSubmit(
    useCallback(
      async (form: FormData) => {
        const conversation = await call((client) =>
          client.conversations.create({
            title: String(form.get('title')).trim(),
            memberHandles: parseHandles(String(form.get('members'))),
          }),
        );
        add(conversation);
        navigate(routes.conversation(conversation.id));
      },
      [call, add, navigate],
    ),
  );
  const errors = groupByField(fieldErrors(submit.error));

  return (
    <main id="main" className="pane" tabIndex={-1}>
      <header className="pane-header">
        <BackLink />
        <h1>New conversation</h1>
      </header>
      <div className="pane-form">
        <Form submit={submit} action="Start conversation">
          <Field
            name="title"
            label="Title"
            hint="What it is about, such as “Weekend in the hills”."
            onInput={limitCharacters(MAX_TITLE_CHARACTERS)}
            autoComplete="off"
            errors={errors.title}
            autoFocus
            required
          />
          <Field
            name="members"
            label="Members"
            hint="Their handles, with spaces or commas between. You are in anyway."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            errors={errors.memberHandles}
          />
        </Form>
      </div>
    </main>
  );
}

/** Complaints about `memberHandles.2` belong to the one field that has all handles. */
function groupByField(errors: Record<string, string[]>): Record<string, string[]> {
  const grouped: Record<string, string[]> = {};
  for (const [path, complaints] of Object.entries(errors)) {
    const field = path.split(/[.[]/)[0] ?? path;
    grouped[field] = [...(grouped[field] ?? []), ...complaints];
  }
  return grouped;
}
