import { Select } from 'antd';
import { useState, type UIEvent } from 'react';
import type { LibraryClip } from '@/api/models/clips';
import { rowsOf } from '@/api/pages';
import { useListedClips } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { nearEnd } from '@/components/nearEnd';
import { useSettled } from '@/components/useSettled';
import { clipTitle } from '@/domain/library';
import { durationText } from '@/domain/times';

interface Props {
  id?: string;
  label?: string;
  disabled?: boolean;
  /** Nothing stays chosen: each choice is one more. */
  many?: boolean;
  choose: (clip: LibraryClip) => void;
}

/** A clip of the library that has not expired: the newest first, older ones by scrolling on or by words. */
export function ClipSelect({ id, label, disabled, many, choose }: Props) {
  const [text, setText] = useState('');
  const list = useListedClips({ expired: 'false', text: useSettled(text).trim() || undefined });
  const clips = rowsOf(list.data, (clip) => clip.clip);
  const more = (event: UIEvent<HTMLElement>): void => {
    if (nearEnd(event.currentTarget) && list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  };
  const change = (digest: string | null): void => {
    setText('');
    const clip = clips.find((one) => one.clip === digest);
    if (clip) choose(clip);
  };
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  return (
    <Select<string | null>
      id={id}
      aria-label={label}
      style={{ width: '100%' }}
      showSearch
      filterOption={false}
      searchValue={text}
      onSearch={setText}
      onPopupScroll={more}
      loading={list.isFetching}
      disabled={disabled}
      {...(many && { value: null })}
      onChange={change}
      options={clips.map((clip) => ({ value: clip.clip, label: `${clipTitle(clip)} · ${durationText(clip.duration_ms)}` }))}
    />
  );
}
