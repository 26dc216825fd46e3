import type { Attachment } from '@photos/attachment-contract';
import { PhotoFigure } from './photo-figure.tsx';

interface PhotoGridProps {
  attachments: Attachment[];
  senderName: string;
  editable: boolean;
}

/** A message's photos, in the order they were uploaded. */
export function PhotoGrid({ attachments, senderName, editable }: PhotoGridProps) {
  if (attachments.length === 0) return null;
  return (
    <ul className="photo-grid" data-count={Math.min(attachments.length, 3)}>
      {attachments.map((attachment, index) => (
        <li key={attachment.id}>
          <PhotoFigure
            attachment={attachment}
            alt={
              attachment.caption || `Photo ${index + 1} of ${attachments.length} from ${senderName}`
            }
            editable={editable}
          />
        </li>
      ))}
    </ul>
  );
}
