import { useState } from 'react';
import { formatBytes } from '../lib/bytes.ts';
import type { DraftPhoto } from '../lib/draft.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

interface DraftPhotoTileProps {
  photo: DraftPhoto;
  /** Fraction that is sent; undefined as long as it isn't being sent. */
  share: number | undefined;
  onRemove: () => void;
}

export function DraftPhotoTile({ photo, share, onRemove }: DraftPhotoTileProps) {
  const [showable, setShowable] = useState(true);
  const { name, size } = photo.file;
  return (
    <div className="draft-tile" title={name}>
      {showable ? (
        <img src={photo.previewUrl} alt="" onError={() => setShowable(false)} />
      ) : (
        <Icon name="photo" />
      )}
      <div className="draft-words">
        <span>{name}</span>
        {share === undefined ? (
          <span>{formatBytes(size)}</span>
        ) : (
          <progress value={share} aria-label={`Sending ${name}`} />
        )}
      </div>
      {share === undefined && (
        <IconButton
          icon="close"
          label={`Remove ${name}`}
          className="draft-remove"
          onClick={onRemove}
        />
      )}
    </div>
  );
}
