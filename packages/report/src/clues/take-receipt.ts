import { inWriteTransaction } from '../register/connect.js';
import { appendHistory } from '../register/history-chain.js';
import type { Register } from '../register/register.js';
import { canonicalJson } from '@landscar/core';
import type { ClueReceipt } from './clue-schema.js';
import { receiptUnknown } from './errors.js';
import { readReceipt } from './exchange-files.js';

/** Records what a recipient answered to a package that this register sent. REPORT_RECEIPT_UNKNOWN; taken twice it changes nothing. */
export async function takeReceipt(
  register: Register,
  file: string,
  by: { readonly who: string; readonly at: string },
): Promise<ClueReceipt> {
  const receipt = await readReceipt(file);
  const sha256 = receipt.packageSha256;
  await inWriteTransaction(register.db, async (tx) => {
    const packages = tx.selectFrom('clue_packages').selectAll().where('direction', '=', 'out');
    const sent = await packages.where('sha256', '=', sha256).executeTakeFirst();
    if (sent === undefined) throw receiptUnknown(file, sha256);
    if (sent.receipt !== '') return;
    await tx
      .updateTable('clue_packages')
      .set({ receipt: canonicalJson(receipt) })
      .where('direction', '=', 'out')
      .where('sha256', '=', sha256)
      .execute();
    await appendHistory(
      tx,
      receipt.clues.map(({ id, outcome, ownIds }) => ({
        ...{ eventId: id, at: by.at, who: by.who, action: 'clueReceipt' },
        detail: { recipient: receipt.recipient, outcome, theirs: ownIds, package: sha256 },
      })),
    );
  });
  return receipt;
}
