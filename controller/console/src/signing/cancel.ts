// A cancel names an order by its digest alone: what it stops is read from that order's own signed bytes.
import type { OrderDetail } from '@/api/models/orders';
import type { PreparedStop } from '@/api/models/prepare';
import { fromBase64, toBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import { readOrder, type Order } from '@/wire/order';
import { WireError } from '@/wire/reader';
import { readCancel } from '@/wire/stops';
import { checkedPayload } from './sign';

/** The order that these bytes stop; throws if they name another one, or if what is shown is not the order that they name. */
export async function stoppedBy(prepared: PreparedStop, detail: Pick<OrderDetail, 'digest' | 'envelope'>): Promise<Order> {
  const cancel = readCancel(await checkedPayload(prepared.payload, prepared.digest));
  if (cancel.order !== detail.digest) throw new WireError('it names another order');
  const payload = toBase64(readEnvelope(fromBase64(detail.envelope)).payload);
  return readOrder(await checkedPayload(payload, cancel.order));
}
