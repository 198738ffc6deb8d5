import { useQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import type { Prepared } from '@/api/models/prepare';
import type { Submitted } from '@/api/models/submit';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { Waiting } from '@/components/Waiting';
import { requestOf, type Draft } from '@/domain/draft';

/** Asks for the exact bytes as they are at this moment; going back and coming again asks anew. */
export function SignStep({ draft, done }: { draft: Draft; done: (submitted: Submitted) => void }) {
  const request = requestOf(draft);
  const prepared = useQuery({
    queryKey: ['prepare', request],
    queryFn: () => call<Prepared>('POST', 'orders/prepare', { json: request }),
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  });
  if (prepared.isPending) return <Waiting />;
  if (prepared.isError && !prepared.data) return <Failure error={prepared.error} retry={() => void prepared.refetch()} />;
  return <SignPanel prepared={prepared.data} done={done} />;
}
