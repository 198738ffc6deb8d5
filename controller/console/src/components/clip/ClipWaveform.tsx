import { useQuery } from '@tanstack/react-query';
import { clipUrl } from '@/api/client';
import { useI18n } from '@/i18n/context';
import { decoded } from './decode';
import { Waveform } from './Waveform';

async function fetched(digest: string, signal: AbortSignal) {
  const response = await fetch(clipUrl(digest), { credentials: 'same-origin', signal });
  return response.ok ? decoded(await response.arrayBuffer()) : null;
}

/** The waveform of a clip as terminals get it; nothing where the browser cannot decode it. */
export function ClipWaveform({ digest }: { digest: string }) {
  const { t } = useI18n();
  const sound = useQuery({ queryKey: ['waveform', digest], queryFn: ({ signal }) => fetched(digest, signal), staleTime: Infinity, gcTime: 0, retry: false });
  return sound.data ? <Waveform sound={sound.data} label={t('media.waveform')} /> : null;
}
