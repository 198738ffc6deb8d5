import { Empty, Select } from 'antd';
import type { Clip } from '@/api/models';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { keptClips } from './kept';

/** A clip that was made before in this browser. */
export function KeptSource({ done }: { done: (clip: Clip) => void }) {
  const { t } = useI18n();
  const kept = keptClips();
  if (kept.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    <Select
      aria-label={t('dispatch.source.kept')}
      style={{ width: '100%' }}
      showSearch
      optionFilterProp="label"
      options={kept.map((clip) => ({ value: clip.clip, label: `${clip.name} · ${durationText(clip.duration_ms)}` }))}
      onChange={(digest: string) => {
        const found = kept.find((clip) => clip.clip === digest);
        if (found) done(found);
      }}
    />
  );
}
