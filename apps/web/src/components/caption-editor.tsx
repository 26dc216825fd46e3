import { type Attachment, MAX_CAPTION_CHARACTERS } from '@photos/attachment-contract';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useSubmit } from '../hooks/use-submit.ts';
import { describeError } from '../lib/describe-error.ts';
import { limitCharacters } from '../lib/limit-characters.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { Notice } from './notice.tsx';
import { useThreadActions } from './thread-actions.ts';

/** A caption that its author edits in place: Enter saves, Escape leaves it as it was. */
export function CaptionEditor({ attachment }: { attachment: Attachment }) {
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const returnFocus = useRef(false);
  const { caption, fileName } = attachment;

  useEffect(() => {
    if (editing || !returnFocus.current) return;
    returnFocus.current = false;
    opener.current?.focus();
  }, [editing]);

  const close = useCallback(() => {
    returnFocus.current = true;
    setEditing(false);
  }, []);

  return (
    <figcaption className="caption">
      {editing ? (
        <CaptionForm attachment={attachment} onClose={close} />
      ) : (
        <button
          ref={opener}
          type="button"
          className="caption-button"
          data-empty={caption === '' || undefined}
          aria-label={
            caption === ''
              ? `Add a caption to ${fileName}`
              : `Edit the caption of ${fileName}: ${caption}`
          }
          onClick={() => setEditing(true)}
        >
          <span>{caption || 'Add a caption'}</span>
          <Icon name="pencil" />
        </button>
      )}
    </figcaption>
  );
}

function CaptionForm({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) {
  const { setCaption } = useThreadActions();
  // An input has one line only, and would join several without a space.
  const shown = attachment.caption.replace(/[\r\n]+/g, ' ');
  const { pending, error, onSubmit } = useSubmit(
    useCallback(
      async (form: FormData) => {
        const caption = String(form.get('caption'));
        if (caption !== shown) await setCaption(attachment, caption.trim());
        onClose();
      },
      [setCaption, attachment, shown, onClose],
    ),
  );

  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };

  return (
    <form className="caption-form" onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <input
        name="caption"
        aria-label={`Caption of ${attachment.fileName}`}
        defaultValue={shown}
        onInput={limitCharacters(MAX_CAPTION_CHARACTERS)}
        autoComplete="off"
        enterKeyHint="done"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that had focus
        autoFocus
      />
      <IconButton icon="check" label="Save caption" type="submit" aria-disabled={pending} />
      <IconButton icon="close" label="Cancel" onClick={onClose} />
      {error !== undefined && <Notice kind="error">{describeError(error)}</Notice>}
    </form>
  );
}
