import { Alert } from 'antd';
import { clipUrl } from '@/api/client';
import type { Clip } from '@/api/clips';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { ClipWaveform } from './ClipWaveform';

/** A clip by ear: the very bytes that terminals get. */
export function ClipPlayer({ clip }: { clip: Clip }) {
  const { t } = useI18n();
  return (
    <div className="grid" data-testid="clip">
      <div style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
        <audio controls preload="none" src={clipUrl(clip.clip)} style={{ maxWidth: '100%' }} />
        <span>{t('dispatch.duration', { duration: durationText(clip.duration_ms) })}</span>
        <span className="quiet number">{clip.loudness_lufs?.toFixed(1)} LUFS</span>
      </div>
      <ClipWaveform digest={clip.clip} />
      {clip.normalised && <div className="quiet words">{t('dispatch.spoken')} {clip.normalised}</div>}
      {clip.warnings?.length > 0 && <Alert type="warning" showIcon message={clip.warnings.map((line) => <div key={line}>{line}</div>)} />}
    </div>
  );
}
