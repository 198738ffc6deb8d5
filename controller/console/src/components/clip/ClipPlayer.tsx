import { Alert } from 'antd';
import { clipUrl } from '@/api/client';
import type { Clip } from '@/api/models/clips';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { clipWarningText } from '@/i18n/notices';
import { ClipWaveform } from './ClipWaveform';

/** A clip by ear: the very bytes that terminals get. */
export function ClipPlayer({ clip }: { clip: Clip }) {
  const { t, language } = useI18n();
  return (
    <div className="grid" data-testid="clip">
      <div style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
        <audio controls preload="metadata" src={clipUrl(clip.clip)} style={{ maxWidth: '100%' }} />
        {clip.duration_ms > 0 && <span>{t('dispatch.duration', { duration: durationText(clip.duration_ms) })}</span>}
        {typeof clip.loudness_lufs === 'number' && <span className="quiet number" data-testid="measured">{t('media.measured', { lufs: clip.loudness_lufs.toFixed(1) })}</span>}
        {typeof clip.true_peak_dbtp === 'number' && <span className="quiet number">{t('media.truePeak', { peak: clip.true_peak_dbtp.toFixed(1) })}</span>}
      </div>
      <ClipWaveform digest={clip.clip} measure={typeof clip.loudness_lufs !== 'number'} />
      {clip.normalised && <div className="quiet words">{t('dispatch.spoken')} {clip.normalised}</div>}
      {clip.warnings?.length > 0 && <Alert type="warning" showIcon message={clip.warnings.map((line) => <div key={line}>{clipWarningText(language, line)}</div>)} />}
    </div>
  );
}
