import type { Attachment } from '@photos/attachment-contract';
import { useState } from 'react';
import { useContentUrl } from '../hooks/use-content-url.ts';
import { formatBytes } from '../lib/bytes.ts';
import { Icon } from './icon.tsx';

/** The one place that shows a photo's bytes. Following it opens the whole photo. */
export function Photo({ attachment, alt }: { attachment: Attachment; alt: string }) {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [fellBack, setFellBack] = useState(false);
  const { url, fallbackUrl, failed } = useContentUrl(attachment, attempt);

  const retry = () => {
    setState('loading');
    setFellBack(false);
    setAttempt(attempt + 1);
  };
  if (failed || state === 'failed') {
    return <PhotoFailure attachment={attachment} url={fallbackUrl} onRetry={retry} />;
  }
  return (
    <a className="photo" data-state={state} href={fallbackUrl} target="_blank" rel="noreferrer">
      {url && (
        <img
          key={attempt}
          src={fellBack ? fallbackUrl : url}
          alt={alt}
          loading="lazy"
          decoding="async"
          onLoad={() => setState('shown')}
          onError={() => (fellBack ? setState('failed') : setFellBack(true))}
        />
      )}
      <span className="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}

interface PhotoFailureProps {
  attachment: Attachment;
  url: string | undefined;
  onRetry: () => void;
}

/** Few browsers show HEIC. Any other photo didn't arrive, and may if asked for again. */
function PhotoFailure({ attachment, url, onRetry }: PhotoFailureProps) {
  const { contentType, fileName, byteSize } = attachment;
  const heic = contentType === 'image/heic';
  return (
    <div className="photo photo-failure">
      <Icon name={heic ? 'photo' : 'alert'} />
      <span className="photo-failure-name">{fileName}</span>
      <span className="muted">{formatBytes(byteSize)}</span>
      {heic ? (
        <>
          <span>This browser can't show HEIC.</span>
          <a className="button button-small" href={url} download={fileName}>
            Download
          </a>
        </>
      ) : (
        <>
          <span>It didn't load.</span>
          <button type="button" className="button button-small" onClick={onRetry}>
            Try again
          </button>
        </>
      )}
    </div>
  );
}
