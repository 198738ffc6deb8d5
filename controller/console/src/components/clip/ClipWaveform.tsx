import { useQuery } from '@tanstack/react-query';
import { clipUrl } from '@/api/client';
import { loudnessOf } from '@/domain/loudness';
import { useI18n } from '@/i18n/context';
import { decoded } from './decode';
import { Waveform } from './Waveform';

async function fetched(digest: string, signal: AbortSignal) {
  const response = await fetch(clipUrl(digest), { credentials: 'same-origin', signal });
  const sound = response.ok ? await decoded(await response.arrayBuffer()) : null;
  return sound && { sound, lufs: loudnessOf(sound) };
}

/** The waveform of a clip as terminals get it, and how loud it is where nobody has said so; nothing where the browser cannot decode it. */
export function ClipWaveform({ digest, measure }: { digest: string; measure: boolean }) {
  const { t } = useI18n();
  const query = useQuery({ queryKey: ['waveform', digest], queryFn: ({ signal }) => fetched(digest, signal), staleTime: Infinity, gcTime: 0, retry: false });
  if (!query.data) return null;
  const { sound, lufs } = query.data;
  return (
    <>
      <Waveform sound={sound} label={t('media.waveform')} />
      {measure && lufs !== null && <div className="quiet number" data-testid="loudness">{t('media.loudness', { lufs: lufs.toFixed(1) })}</div>}
    </>
  );
}
