import { useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Playlist } from '@/api/models/clips';
import { keys, useAreas, usePlaylists } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { useTold } from '@/components/useTold';
import { areaName } from '@/domain/areas';
import { may } from '@/domain/permissions';
import { mayEditPlaylist } from '@/domain/playlist';
import { by } from '@/domain/sorting';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { PlaylistEditor } from './PlaylistEditor';

/** The playlists that this account sees, and a way to make and change its own. */
export function Playlists() {
  const { t } = useI18n();
  const session = useSignedIn();
  const queries = useQueryClient();
  const areas = useAreas().data;
  const playlists = usePlaylists();
  const [open, setOpen] = useState<{ playlist: Playlist | null } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const remove = (playlist: Playlist): void => {
    setError(null);
    call('DELETE', `playlists/${encodeURIComponent(playlist.name)}`, { headers: { 'If-Match': playlist.etag } })
      .catch(setError)
      .finally(() => void queries.invalidateQueries({ queryKey: keys.playlists }));
  };
  const bad = (playlist: Playlist): boolean => playlist.clips.some((clip) => clip.missing || clip.expired);
  const told = useTold<Playlist>(620, [
    { title: t('playlists.name'), sorter: by((row) => row.name), render: (_, row) => <span className="words">{row.name} {bad(row) && <Tag color="#a8321f">{t('playlists.badClips')}</Tag>}</span> },
    { title: t('playlists.area'), width: 120, sorter: by((row) => row.area), render: (_, row) => (row.area ? areaName(areas, row.area) : t('playlists.county')) },
    { title: t('playlists.clips'), width: 80, sorter: by((row) => row.clips.length), render: (_, row) => row.clips.length },
    { title: t('media.length'), width: 80, sorter: by((row) => row.duration_ms), render: (_, row) => durationText(row.duration_ms) },
    { title: '', width: 150, render: (_, row) => mayEditPlaylist(session, row) && (
      <Space>
        <Button size="small" autoInsertSpace={false} aria-label={t('playlists.editOf', { name: row.name })} onClick={() => setOpen({ playlist: row })}>{t('people.edit')}</Button>
        <Popconfirm title={t('app.delete')} onConfirm={() => remove(row)}><Button size="small" danger>{t('app.delete')}</Button></Popconfirm>
      </Space>
    ) },
  ]);
  if (open) return <PlaylistEditor playlist={open.playlist} area={session.account?.areas[0] ?? null} close={() => setOpen(null)} />;
  return (
    <div className="grid">
      {may(session, 'editPlaylists') && <div><Button type="primary" onClick={() => setOpen({ playlist: null })}>{t('playlists.new')}</Button></div>}
      {playlists.isError && <Failure error={playlists.error} retry={() => void playlists.refetch()} />}
      {error !== null && <Failure error={error} />}
      <Table<Playlist>
        size="small"
        rowKey="name"
        loading={playlists.isPending}
        dataSource={playlists.data ?? []}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        {...told}
      />
    </div>
  );
}
