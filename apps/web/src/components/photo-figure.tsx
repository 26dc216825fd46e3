import type { Attachment } from '@photos/attachment-contract';
import { useState } from 'react';
import { CaptionEditor } from './caption-editor.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { IconButton } from './icon-button.tsx';
import { Photo } from './photo.tsx';
import { useThreadActions } from './thread-actions.ts';

interface PhotoFigureProps {
  attachment: Attachment;
  alt: string;
  /** Whether the reader may caption and delete it. */
  editable: boolean;
}

/** A photo with its caption, and what its uploader can do with it. */
export function PhotoFigure({ attachment, alt, editable }: PhotoFigureProps) {
  const { caption } = attachment;
  return (
    <figure className="photo-figure">
      <Photo attachment={attachment} alt={alt} />
      {editable && <DeletePhoto attachment={attachment} />}
      {editable ? (
        <CaptionEditor attachment={attachment} />
      ) : (
        caption !== '' && <figcaption className="caption">{caption}</figcaption>
      )}
    </figure>
  );
}

function DeletePhoto({ attachment }: { attachment: Attachment }) {
  const [asking, setAsking] = useState(false);
  const { deletePhoto, focusList } = useThreadActions();
  return (
    <>
      <IconButton
        icon="trash"
        label={`Delete photo ${attachment.fileName}`}
        className="photo-delete"
        onClick={() => setAsking(true)}
      />
      {asking && (
        <ConfirmDialog
          title="Delete this photo?"
          text={`“${attachment.fileName}” is deleted for everybody. This can't be undone.`}
          action="Delete photo"
          onConfirm={async () => {
            await deletePhoto(attachment);
            focusList();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
