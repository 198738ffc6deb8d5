import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons';
import { Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { moved, type PlaylistClip } from '@/domain/playlist';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** The clips in their order; moved by dragging, or by buttons. */
export function PlaylistClips({ clips, onChange }: { clips: PlaylistClip[]; onChange: (clips: PlaylistClip[]) => void }) {
  const { t } = useI18n();
  const [dragged, setDragged] = useState<number | null>(null);
  return (
    <ol className="playlist" data-testid="playlist-clips">
      {clips.map((clip, index) => (
        <li
          key={`${clip.clip}-${index}`}
          draggable
          onDragStart={(event) => { event.dataTransfer.setData('text/plain', clip.name); setDragged(index); }}
          onDragEnd={() => setDragged(null)}
          onDragOver={(event) => { if (dragged !== null) event.preventDefault(); }}
          onDrop={(event) => { event.preventDefault(); if (dragged !== null) onChange(moved(clips, dragged, index)); }}
        >
          <span className="words">{index + 1}. {clip.name} <span className="number quiet">{durationText(clip.duration_ms)}</span></span>
          {clip.missing && <Tag color="#a8321f">{t('playlists.missing')}</Tag>}
          {clip.expired && <Tag color="#a8321f">{t('media.expired')}</Tag>}
          <Space size={4}>
            <Button size="small" icon={<ArrowUpOutlined />} aria-label={t('playlists.up', { name: clip.name })} disabled={index === 0} onClick={() => onChange(moved(clips, index, index - 1))} />
            <Button size="small" icon={<ArrowDownOutlined />} aria-label={t('playlists.down', { name: clip.name })} disabled={index === clips.length - 1} onClick={() => onChange(moved(clips, index, index + 1))} />
            <Button size="small" icon={<DeleteOutlined />} aria-label={t('playlists.remove', { name: clip.name })} onClick={() => onChange(clips.filter((_, at) => at !== index))} />
          </Space>
        </li>
      ))}
    </ol>
  );
}
