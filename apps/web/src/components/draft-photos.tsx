import type { Draft } from '../lib/draft.ts';
import { DraftPhotoTile } from './draft-photo-tile.tsx';

interface DraftPhotosProps {
  draft: Draft;
  onRemove: (key: string) => void;
  onCancel: () => void;
}

/** The photos of a draft: thumbnails to look over, then progress bars to watch. */
export function DraftPhotos({ draft, onRemove, onCancel }: DraftPhotosProps) {
  const { photos, sending } = draft;
  if (photos.length === 0) return null;
  return (
    <div className="draft-photos">
      <ul className="draft-tiles" aria-label="Photos to send">
        {photos.map((photo, index) => (
          <li key={photo.key}>
            <DraftPhotoTile
              photo={photo}
              share={sending && (sending.shares[index] ?? 0)}
              onRemove={() => onRemove(photo.key)}
            />
          </li>
        ))}
      </ul>
      {sending && (
        <div className="draft-sending">
          <span role="status">
            {sending.shares.every((share) => share === 1) ? 'Finishing…' : 'Sending photos…'}
          </span>
          <button type="button" className="button button-small" onClick={onCancel}>
            Cancel
          </button>
        </div>
      )}
    </div>
  );
}
