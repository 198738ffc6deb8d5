import { useQuery } from '@tanstack/react-query';
import { useSignedIn } from '@/app/context';
import { keysOf } from './keystore';

/** The keys that this browser holds for who is signed in. */
export function useHeldKeys() {
  const account = useSignedIn().account?.name ?? '';
  return useQuery({ queryKey: ['browser-keys', account], queryFn: () => keysOf(account) });
}
