import { ApiError } from '@/api/client';
import { useI18n } from '@/i18n/context';
import { DigestMismatch } from '@/signing/sign';
import { MissingKey, UnlistedKey } from '@/signing/choose';
import { WireError } from '@/wire/reader';

/** The words for an error: by its stable code, or else the controller's own sentence. */
export function useErrorText(): (error: unknown) => string {
  const { t, word } = useI18n();
  return (error) => {
    if (error instanceof ApiError) {
      const known = word('error', error.code);
      if (known === error.code) return error.detail || error.code;
      return error.field ? `${known} (${error.detail || error.field})` : known;
    }
    if (error instanceof DigestMismatch) return t('error.digest');
    if (error instanceof WireError) return `${t('error.wire')} (${error.message})`;
    if (error instanceof MissingKey) return t('error.noKey', { purpose: word('purpose', error.purpose) });
    if (error instanceof UnlistedKey) return t('error.notListed', { key: error.keyId.slice(0, 8) });
    return error instanceof Error ? error.message : String(error);
  };
}
