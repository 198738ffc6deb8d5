import { clipUrl } from '@/api/client';
import type { OrderClip } from '@/api/models/orders';
import { useI18n } from '@/i18n/context';

/** One clip of an order: by ear, and beside it the words that it was spoken from. */
export function HeardClip({ digest, known }: { digest: string; known?: OrderClip }) {
  const { t } = useI18n();
  return (
    <div className="heard-clip">
      <audio controls preload="metadata" src={clipUrl(digest)} style={{ maxWidth: '100%' }} />
      {known?.words && (
        <figure data-testid="clip-words">
          <figcaption className="quiet">{t('order.words')}</figcaption>
          <blockquote className="words">{known.words.split('\n').map((line, index) => <div key={index}>{line}</div>)}</blockquote>
        </figure>
      )}
    </div>
  );
}
