import { Empty, Select, Tag } from 'antd';
import { usePlaylists } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** A playlist as the content of an item; its clips are what is signed. */
export function PlaylistSource({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useI18n();
  const playlists = usePlaylists();
  if (playlists.isError && !playlists.data) return <Failure error={playlists.error} retry={() => void playlists.refetch()} />;
  const all = playlists.data ?? [];
  if (all.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('playlists.none')} />;
  const chosen = all.find((playlist) => playlist.name === value);
  return (
    <>
      <Select
        aria-label={t('playlists.choose')}
        style={{ width: '100%' }}
        showSearch
        optionFilterProp="label"
        value={value || undefined}
        onChange={onChange}
        options={all.map((playlist) => ({ value: playlist.name, label: `${playlist.name} · ${t('playlists.total', { count: playlist.clips.length, duration: durationText(playlist.duration_ms) })}` }))}
      />
      {chosen && (
        <ol className="playlist">
          {chosen.clips.map((clip, index) => (
            <li key={index}><span className="words">{index + 1}. {clip.name || clip.clip.slice(0, 8)} <span className="number quiet">{durationText(clip.duration_ms)}</span></span>{clip.expired && <Tag color="#a8321f">{t('media.expired')}</Tag>}</li>
          ))}
        </ol>
      )}
    </>
  );
}
