import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Playlist } from '@/api/models/clips';
import { keys, usePlaylists } from '@/api/queries';
import { AreaPicker } from '@/components/AreaPicker';
import { ClipSelect } from '@/components/clip/ClipSelect';
import { Failure } from '@/components/Failure';
import { emptyPlaylist, entryOf, maxClips, playlistProblem, totalMs, type PlaylistDraft } from '@/domain/playlist';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { PlaylistClips } from './PlaylistClips';

interface Props {
  playlist: Playlist | null;
  /** Of who edits: the area of a new playlist; null: the county. */
  area: string | null;
  close: () => void;
}

/** A new playlist, or an edit of one from the state that was read. */
export function PlaylistEditor({ playlist, area, close }: Props) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const others = usePlaylists().data ?? [];
  const [draft, setDraft] = useState<PlaylistDraft>(() => playlist ?? emptyPlaylist(area));
  const [error, setError] = useState<unknown>(null);
  const change = (part: Partial<PlaylistDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    setError(null);
    const request = { json: { area: draft.area ?? '', clips: draft.clips.map(({ clip }) => clip) }, ...(playlist && { headers: { 'If-Match': playlist.etag } }) };
    try {
      await call('PUT', `playlists/${encodeURIComponent(draft.name.trim())}`, request);
      message.success(t('playlists.saved'));
      close();
    } catch (problem) {
      setError(problem);
    }
    await Promise.all([queries.invalidateQueries({ queryKey: keys.playlists }), queries.invalidateQueries({ queryKey: keys.clips })]);
  };
  const problem = playlistProblem(draft, playlist ? [] : others.map((one) => one.name));
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('playlists.name')} htmlFor="playlist-name"><Input id="playlist-name" disabled={playlist !== null} maxLength={60} value={draft.name} onChange={(event) => change({ name: event.target.value })} /></Form.Item>
      <Form.Item label={t('playlists.area')}><AreaPicker single label={t('playlists.area')} placeholder={t('playlists.county')} value={draft.area ? [draft.area] : []} onChange={([code]) => change({ area: code ?? null })} /></Form.Item>
      <Form.Item label={t('playlists.add')} htmlFor="playlist-add">
        <ClipSelect id="playlist-add" many disabled={draft.clips.length >= maxClips} choose={(clip) => change({ clips: [...draft.clips, entryOf(clip)] })} />
      </Form.Item>
      <PlaylistClips clips={draft.clips} onChange={(clips) => change({ clips })} />
      <div role="status" style={{ margin: '8px 0 16px' }}>{t('playlists.total', { count: draft.clips.length, duration: durationText(totalMs(draft.clips)) })} {problem && <span className="quiet">{t(problem)}</span>}</div>
      {error !== null && <Failure error={error} />}
      <Space>
        <Button type="primary" disabled={problem !== null} onClick={() => void save()}>{t('app.save')}</Button>
        <Button onClick={close}>{t('app.cancel')}</Button>
      </Space>
    </Form>
  );
}
