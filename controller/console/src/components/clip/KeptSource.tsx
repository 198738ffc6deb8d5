import type { Clip } from '@/api/models/clips';
import { useI18n } from '@/i18n/context';
import { ClipSelect } from './ClipSelect';

/** A clip of the library that has not expired. */
export function KeptSource({ done }: { done: (clip: Clip) => void }) {
  const { t } = useI18n();
  return <ClipSelect label={t('dispatch.source.kept')} choose={done} />;
}
