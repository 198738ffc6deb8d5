import { describe, expect, it } from 'vitest';
import { fromHex, sha256, toBase64, toHex } from '@/wire/bytes';
import { writeEnvelope } from '@/wire/envelope';
import { WireError } from '@/wire/reader';
import { Writer } from '@/wire/writer';
import { stoppedBy } from './cancel';
import { DigestMismatch } from './sign';

const start = 1_800_000_000_000_000;
const orderBytes = (headline: string): Uint8Array =>
  new Writer().number(1, 1).number(2, 1).number(3, 1).number(4, start).number(5, start).number(6, start + 9)
    .message(7, new Writer().number(1, 500116101000n).finish())
    .message(8, new Writer().number(1, 1).number(2, start).number(3, start + 1).number(4, start + 2).finish())
    .message(11, new Writer().message(1, new Writer().bytes(1, new Uint8Array(32).fill(7)).number(2, 9000).finish()).number(2, 1).finish())
    .number(13, 80).number(14, 1).text(18, headline).finish();

const detailOf = async (shown: Uint8Array, named = shown) => ({
  digest: toHex(await sha256(named)),
  envelope: toBase64(writeEnvelope({ type: 4, payload: shown, signatures: [] })),
});

async function preparedFor(order: string) {
  const bytes = new Writer().number(1, 1).bytes(2, fromHex(order)).number(3, start).bytes(4, new Uint8Array(16).fill(1)).finish();
  return { payload: toBase64(bytes), digest: toHex(await sha256(bytes)), orders: [order], addressed_count: 2 };
}

describe('a cancel', () => {
  it('is shown as the order whose digest its bytes name', async () => {
    const detail = await detailOf(orderBytes('洪水'));
    expect(await stoppedBy(await preparedFor(detail.digest), detail)).toMatchObject({ orderClass: 'actual', level: 'I', headline: '洪水' });
  });
  it('that names another order is not shown', async () => {
    const detail = await detailOf(orderBytes('洪水'));
    await expect(stoppedBy(await preparedFor('22'.repeat(32)), detail)).rejects.toBeInstanceOf(WireError);
  });
  it('is not shown by the words of an order that it does not name', async () => {
    const detail = await detailOf(orderBytes('演习'), orderBytes('洪水'));
    await expect(stoppedBy(await preparedFor(detail.digest), detail)).rejects.toBeInstanceOf(DigestMismatch);
  });
  it('whose bytes are not those of its digest is not shown', async () => {
    const detail = await detailOf(orderBytes('洪水'));
    const prepared = await preparedFor(detail.digest);
    await expect(stoppedBy({ ...prepared, digest: '00'.repeat(32) }, detail)).rejects.toBeInstanceOf(DigestMismatch);
  });
});
