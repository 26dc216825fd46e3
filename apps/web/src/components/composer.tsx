import { type Conversation, MAX_BODY_CHARACTERS } from '@photos/attachment-contract';
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useAnnouncer } from '../hooks/use-announcer.tsx';
import type { useDraft } from '../hooks/use-draft.tsx';
import { describeError } from '../lib/describe-error.ts';
import { count } from '../lib/text.ts';
import { DraftPhotos } from './draft-photos.tsx';
import { IconButton } from './icon-button.tsx';
import { Notice } from './notice.tsx';
import { PhotoPicker } from './photo-picker.tsx';

const COUNT_FROM = MAX_BODY_CHARACTERS - 200;

interface ComposerProps extends Omit<ReturnType<typeof useDraft>, 'send'> {
  conversation: Conversation;
  /** Posts the draft; gives whether it was posted. */
  send: () => Promise<boolean>;
}

/** Where a message is written, and its photos are put together. */
export function Composer(props: ComposerProps) {
  const { conversation, draft, setBody, addFiles, removePhoto, dismissRefusals, send, cancel } =
    props;
  const text = useRef<HTMLTextAreaElement>(null);
  const announce = useAnnouncer();
  const length = [...draft.body].length;
  const tooLong = length > MAX_BODY_CHARACTERS;
  const sendable = draft.body.trim() !== '' || draft.photos.length > 0;
  const ready = sendable && !draft.sending && !tooLong;

  // Who has a keyboard can type at once; on a touch screen, focus would open the on-screen one.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) text.current?.focus();
  }, []);

  // The count itself would be read out at every keystroke.
  useEffect(() => {
    if (tooLong) announce('The message is too long');
  }, [tooLong, announce]);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready) return;
    const sent = await send();
    announce(sent ? 'Message sent' : 'Message not sent');
    text.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && sendsOnEnter(event)) void submit(event);
  };

  return (
    <form className="composer" onSubmit={submit} aria-label="New message">
      {draft.refusals.length > 0 && (
        <Notice
          kind="error"
          actions={<IconButton icon="close" label="Dismiss" onClick={dismissRefusals} />}
        >
          {draft.refusals.map((refusal) => (
            <p key={refusal}>{refusal}</p>
          ))}
        </Notice>
      )}
      {draft.error !== undefined && (
        <Notice
          kind="error"
          actions={
            <button type="submit" className="button button-small">
              Try again
            </button>
          }
        >
          {describeError(draft.error)}
        </Notice>
      )}
      <DraftPhotos draft={draft} onRemove={removePhoto} onCancel={cancel} />
      <div className="composer-row">
        <PhotoPicker disabled={draft.sending !== undefined} onPick={addFiles} />
        <textarea
          ref={text}
          rows={1}
          value={draft.body}
          aria-label={`Message to ${conversation.title}`}
          placeholder="Write a message"
          readOnly={draft.sending !== undefined}
          aria-invalid={tooLong || undefined}
          aria-describedby="composer-count"
          onChange={(event) => setBody(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton
          icon="send"
          label="Send"
          type="submit"
          className="send-button"
          aria-disabled={!ready}
        />
      </div>
      <p id="composer-count" className="composer-count" data-over={tooLong || undefined}>
        {length >= COUNT_FROM && countInWords(length)}
      </p>
    </form>
  );
}

/**
 * Enter sends, as chat apps do on a desk; Shift+Enter starts a line. On a touch screen Enter is the
 * only way to a new line. While an input method is composing, Enter picks a word.
 */
function sendsOnEnter(event: KeyboardEvent): boolean {
  if (event.nativeEvent.isComposing) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return !event.shiftKey && matchMedia('(pointer: fine)').matches;
}

function countInWords(length: number): string {
  const left = MAX_BODY_CHARACTERS - length;
  return left >= 0 ? `${count(left, 'character')} left` : `${count(-left, 'character')} too many`;
}
