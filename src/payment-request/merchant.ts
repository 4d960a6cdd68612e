/** The business's own account at PayFast, where its customers pay. */
import { merchantAccounts } from '../../db/schema/payment-request.ts'
import type { Db } from '../scope.ts'

export const readMerchant = (db: Db) =>
  db
    .select({ merchantId: merchantAccounts.merchantId, sealed: merchantAccounts.sealed })
    .from(merchantAccounts)

/** Another account takes the place of the one before. `sealed`: bound to the organisation's row. */
export const saveMerchant = (db: Db, account: { merchantId: string; sealed: string }) =>
  db
    .insert(merchantAccounts)
    .values(account)
    .onConflictDoUpdate({ target: merchantAccounts.orgId, set: account })
    .returning({ merchantId: merchantAccounts.merchantId })
