import type { LibraryClip } from '@/api/models/clips';
import { rowsOf } from '@/api/pages';
import { useListedClips } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { PagedSelect } from '@/components/PagedSelect';
import { useListQuery } from '@/components/useListQuery';
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

/** A clip of the library that has not expired. */
export function ClipSelect({ id, label, disabled, many, choose }: Props) {
  const search = useListQuery();
  const list = useListedClips({ expired: 'false', ...search.query });
  const clips = rowsOf(list.data, (clip) => clip.clip);
  const chosen = (digest: string): void => {
    const clip = clips.find((one) => one.clip === digest);
    if (clip) choose(clip);
  };
  if (list.isError && !list.data) return <Failure error={list.error} retry={() => void list.refetch()} />;
  return (
    <PagedSelect
      list={list}
      search={search}
      id={id}
      aria-label={label}
      style={{ width: '100%' }}
      disabled={disabled}
      {...(many && { value: null })}
      choose={chosen}
      options={clips.map((clip) => ({ value: clip.clip, label: `${clipTitle(clip)} · ${durationText(clip.duration_ms)}` }))}
    />
  );
}
