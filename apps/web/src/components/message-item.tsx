import type { Message } from '@photos/attachment-contract';
import { memo, useState } from 'react';
import { dayAndTime, timeOfDay } from '../lib/dates.ts';
import { Avatar } from './avatar.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { IconButton } from './icon-button.tsx';
import { PhotoGrid } from './photo-grid.tsx';
import { useThreadActions } from './thread-actions.ts';

interface MessageItemProps {
  message: Message;
  senderName: string;
  mine: boolean;
  /** Whether it goes on from the message above, under the same head. */
  continues: boolean;
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message, senderName, mine, continues } = props;
  const { body, attachments, createdAt } = message;
  return (
    <li className="message" data-mine={mine || undefined} data-continues={continues || undefined}>
      {!mine && <Avatar id={message.senderId} name={senderName} />}
      <article
        className="message-content"
        aria-label={`${mine ? 'You' : senderName}, ${timeOfDay(createdAt)}`}
      >
        {!continues && (
          <p className="message-head">
            {!mine && <strong>{senderName}</strong>}
            <time dateTime={createdAt} title={dayAndTime(createdAt)}>
              {timeOfDay(createdAt)}
            </time>
          </p>
        )}
        {body !== '' && <p className="bubble">{body}</p>}
        <PhotoGrid attachments={attachments} senderName={senderName} editable={mine} />
        {body === '' && attachments.length === 0 && (
          <p className="bubble bubble-empty">Photos deleted</p>
        )}
        {mine && <DeleteMessage message={message} />}
      </article>
    </li>
  );
});

function DeleteMessage({ message }: { message: Message }) {
  const [asking, setAsking] = useState(false);
  const { deleteMessage, focusList } = useThreadActions();
  const photos = message.attachments.length > 0 ? ' with its photos' : '';
  return (
    <>
      <IconButton
        icon="trash"
        label="Delete message"
        className="message-delete"
        onClick={() => setAsking(true)}
      />
      {asking && (
        <ConfirmDialog
          title="Delete this message?"
          text={`It is deleted for everybody${photos}. This can't be undone.`}
          action="Delete message"
          onConfirm={async () => {
            await deleteMessage(message.id);
            focusList();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
