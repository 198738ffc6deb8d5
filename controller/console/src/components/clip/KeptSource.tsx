import { Empty, Select } from 'antd';
import type { Clip } from '@/api/clips';
import { useClips } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { clipTitle } from '@/domain/library';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** A clip of the library that has not expired. */
export function KeptSource({ done }: { done: (clip: Clip) => void }) {
  const { t } = useI18n();
  const clips = useClips();
  if (clips.isError) return <Failure error={clips.error} retry={() => void clips.refetch()} />;
  const usable = (clips.data ?? []).filter((clip) => !clip.expired);
  if (usable.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    <Select
      aria-label={t('dispatch.source.kept')}
      style={{ width: '100%' }}
      showSearch
      optionFilterProp="label"
      options={usable.map((clip) => ({ value: clip.clip, label: `${clipTitle(clip)} · ${durationText(clip.duration_ms)}` }))}
      onChange={(digest: string) => {
        const found = usable.find((clip) => clip.clip === digest);
        if (found) done(found);
      }}
    />
  );
}
